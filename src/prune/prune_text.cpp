#include "prune/prune_text.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "report/painting.hpp"
#include "report/text_table.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string widths_text(const std::vector<std::int64_t>& widths) {
  std::string text;
  for (const std::int64_t width : widths) text += (text.empty() ? "" : "-") + std::to_string(width);
  return text;
}

/// Those of the layers that lose the most units, in their order.
std::vector<std::size_t> layers_to_show(const PruneResult& result, std::size_t most) {
  std::vector<std::size_t> layers(result.layers.size());
  std::iota(layers.begin(), layers.end(), 0);
  if (layers.size() <= most) return layers;
  std::ranges::stable_sort(layers, std::greater(), [&](std::size_t l) { return result.layers[l].removed.size(); });
  layers.resize(most);
  std::ranges::sort(layers);
  return layers;
}

/// The layers, at most so many, with a column for each reason that any unit has.
std::string layer_table(const PruneResult& result, std::size_t most) {
  std::vector<Word<PruneReason>> reasons;
  for (const Word<PruneReason>& reason : k_words<PruneReason>)
    if (result.count(reason.value) > 0) reasons.push_back(reason);
  std::vector<std::string> head = {"layer", "units", "left"};
  for (const Word<PruneReason>& reason : reasons) head.push_back(replaced(std::string(reason.word), "_", " "));
  std::vector<std::vector<std::string>> rows = {head};
  std::int64_t removed = result.removed();
  const std::vector<std::size_t> shown = layers_to_show(result, most);
  for (const std::size_t l : shown) {
    const PrunedLayer& layer = result.layers[l];
    removed -= layer.units - layer.units_left;
    const std::string name = in_quotes(layer.name);
    rows.push_back({std::to_string(l) + " (" + name.substr(1, name.size() - 2) + ")", with_thousands(layer.units),
                    with_thousands(layer.units_left)});
    for (const Word<PruneReason>& reason : reasons) rows.back().push_back(with_thousands(layer.count(reason.value)));
  }
  const auto others = static_cast<std::int64_t>(result.layers.size() - shown.size());
  if (others == 0) return text_table(rows);
  return text_table(rows) + "… " + pluralized(others, "more layer") + ", " +
         (removed == 0 ? "nothing removed" : pluralized(removed, "unit") + " removed") + "\n";
}

/// Why units stay, each reason once, with its layers.
std::vector<std::string> limits_of(const PruneResult& result) {
  std::map<std::string, std::vector<std::string>> layers;
  for (const PrunedLayer& layer : result.layers)
    if (!layer.limit.empty()) layers[layer.limit].push_back(in_quotes(layer.name));
  std::vector<std::string> texts;
  for (const auto& [limit, names] : layers)
    texts.push_back((names.size() == 1 ? "layer " : "layers ") + join_at_most(names, 4) + ": " + limit);
  return texts;
}

std::string saved(std::int64_t before, std::int64_t after) {
  return with_thousands(before) + " before, " + with_thousands(after) + " after (" +
         percent(before == 0 ? 0 : static_cast<double>(before - after) / static_cast<double>(before)) + " less)";
}

std::string size_table(const PruneResult& result) {
  return "parameters: " + saved(result.before.parameters, result.after.parameters) +
         "\noperations for a row: " + saved(result.before.operations, result.after.operations) +
         "\nbytes of the file: " + saved(result.before.bytes, result.after.bytes) + "\n";
}

std::string check_text(const PruningCheck& check) {
  const std::string on = (check.rows > 0 ? "all " + with_thousands(check.rows) + " rows" : "") +
                         (check.rows > 0 && check.points > 0 ? " and " : "") +
                         (check.points > 0 ? with_thousands(check.points) + " points (" + check.points_from + ")" : "");
  if (check.greatest_change == 0) return "checked on " + on + ": the outputs are equal";
  return "checked on " + on + ": no output changes by more than " + to_significant(check.greatest_change) + ", " +
         to_significant(check.relative_change) + " of the greatest";
}

std::string constant_text(const ConstantLayer& constant) {
  std::vector<std::string> outputs;
  for (const float output : constant.outputs) outputs.push_back(to_shortest(output));
  return "the network is a constant, as all units of layer " + std::to_string(constant.layer) +
         " are: whatever the inputs, its outputs are " + join_at_most(outputs) + ". A layer needs a unit, so one stays";
}

}  // namespace

std::string prune_text(const PruneResult& result, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const std::size_t width = terminal.is_terminal ? terminal.width : std::string::npos / 2;
  constexpr std::size_t k_many = 8;  // layers, on a screen
  const std::size_t most = terminal.is_terminal ? k_many : result.layers.size();
  const auto line = [&](const std::string& text) { return wrapped(one_line(text), width, 2); };
  std::int64_t units = 0;
  for (const PrunedLayer& layer : result.layers) units += layer.units;
  const std::string before = widths_text(result.before.widths);
  std::string text = line(input_name(result.model.path) + ": " +
                          (result.removed() == 0 ? before + ", and every hidden unit counts"
                                                 : before + " becomes " + widths_text(result.after.widths) + "; " +
                                                       with_thousands(result.removed()) + " of " +
                                                       pluralized(units, "hidden unit") + " removed"));
  text += "\n" + layer_table(result, most) + "\n" + size_table(result);
  text += line(check_text(result.check));
  if (result.constant) text += wrapped(paint(k_yellow, "warning: ") + constant_text(*result.constant), width, 2);
  for (const std::string& note : result.model.notes) text += line("note: " + note);
  if (result.data)
    for (const std::string& note : result.data->notes) text += line("note: " + note);
  for (const std::string& note : result.notes) text += line("note: " + note);
  for (const std::string& limit : limits_of(result)) text += line("note: " + limit);
  return text + "\n" + result.sequential + "\n";  // not wrapped, to be pasted
}

}  // namespace reluscope
