#include "prune/prune_text.hpp"

#include <algorithm>

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

/// The layers, with a column for each reason that any unit has.
std::string layer_table(const PruneResult& result) {
  std::vector<Word<PruneReason>> reasons;
  for (const Word<PruneReason>& reason : k_words<PruneReason>)
    if (result.count(reason.value) > 0) reasons.push_back(reason);
  std::vector<std::string> head = {"layer", "units", "left"};
  for (const Word<PruneReason>& reason : reasons) head.push_back(replaced(std::string(reason.word), "_", " "));
  std::vector<std::vector<std::string>> rows = {head};
  for (std::size_t l = 0; l < result.layers.size(); ++l) {
    const PrunedLayer& layer = result.layers[l];
    const std::string name = in_quotes(layer.name);
    rows.push_back({std::to_string(l) + " (" + name.substr(1, name.size() - 2) + ")", with_thousands(layer.units),
                    with_thousands(layer.units_left)});
    for (const Word<PruneReason>& reason : reasons) rows.back().push_back(with_thousands(layer.count(reason.value)));
  }
  return text_table(rows);
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
  const auto line = [&](const std::string& text) { return wrapped(one_line(text), width, 2); };
  std::int64_t units = 0;
  for (const PrunedLayer& layer : result.layers) units += layer.units;
  const std::string before = widths_text(result.before.widths);
  std::string text = line(input_name(result.model.path) + ": " +
                          (result.removed() == 0 ? before + ", and every hidden unit counts"
                                                 : before + " becomes " + widths_text(result.after.widths) + "; " +
                                                       with_thousands(result.removed()) + " of " +
                                                       pluralized(units, "hidden unit") + " removed"));
  text += "\n" + layer_table(result) + "\n" + size_table(result);
  text += line(check_text(result.check));
  if (result.constant) text += wrapped(paint(k_yellow, "warning: ") + constant_text(*result.constant), width, 2);
  for (const std::string& note : result.model.notes) text += line("note: " + note);
  if (result.data)
    for (const std::string& note : result.data->notes) text += line("note: " + note);
  for (const std::string& note : result.notes) text += line("note: " + note);
  for (const PrunedLayer& layer : result.layers)
    if (!layer.limit.empty()) text += line("note: layer " + in_quotes(layer.name) + ": " + layer.limit);
  return text + "\n" + result.sequential + "\n";  // not wrapped, to be pasted
}

}  // namespace reluscope
