#include "report/saved_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/byte_source.hpp"
#include "report/json_part.hpp"
#include "report/report.hpp"
#include "report/report_document.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

SavedLayer read_layer(const JsonPart& layer) {
  using enum UnitStatus;
  SavedLayer saved{.name = layer["name"].text(), .units = {}};
  for (const JsonPart& unit : layer["unit"].items())
    saved.units.push_back(unit["status"].one_of({dead, sparse, active, always_active}));
  return saved;
}

/// The hidden layers, which must be those of the model; fills in the widths of the network, inputs first.
std::vector<SavedLayer> read_layers(const JsonPart& report, std::string& widths) {
  std::vector<SavedLayer> layers;
  for (const JsonPart& layer : report["layers"].items()) layers.push_back(read_layer(layer));
  const std::vector<JsonPart> model = report["model"]["layers"].items();
  if (layers.empty() || model.size() != layers.size() + 1) report["layers"].fail("are not those of model.layers");
  for (std::size_t l = 0; l < model.size(); ++l) {
    const std::int64_t units = model[l]["units"].count();
    if (l < layers.size() && units != static_cast<std::int64_t>(layers[l].units.size()))
      model[l]["units"].fail("is not the number of units of layers[" + std::to_string(l) + "]");
    if (l == 0) widths = std::to_string(model[l]["inputs"].count());
    widths += "-" + std::to_string(units);
  }
  return layers;
}

std::vector<std::pair<std::string, std::string>> read_setup(const JsonPart& config, const std::string& widths) {
  std::vector<std::pair<std::string, std::string>> setup;
  for (const std::string key : {"seed", "init", "bias_init", "init_from", "hidden", "relu_grad_at_zero"})
    setup.emplace_back(key, config.has(key) ? config[key].shown() : "null");
  setup.emplace_back("network", widths);
  return setup;
}

}  // namespace

Metrics read_summary(const JsonPart& summary) {
  constexpr double k_exact = 1LL << 53;
  Metrics metrics;
  for (const auto& [name, value] : summary.members()) {
    const Json& json = value.json();
    if (json.is_boolean()) {
      metrics.push_back({name, Metric::Kind::flag, json.get<bool>() ? 1.0 : 0.0});
      continue;
    }
    if (!json.is_number()) value.fail("is not a number; it was edited");
    const auto number = json.get<double>();
    const bool whole = json.is_number_integer() && std::abs(number) < k_exact;
    metrics.push_back({name, whole ? Metric::Kind::count : Metric::Kind::fraction, number});
  }
  if (metrics.empty()) summary.fail("is empty; it was edited");
  return metrics;
}

SavedReport read_saved_report(const std::string& path) {
  const std::string name = input_name(path);
  const Json document = parse_report_document(read_file(path), name);
  const JsonPart report = report_document(document, name);
  SavedReport saved;
  saved.path = path;
  saved.summary = read_summary(report["summary"]);
  using enum TrainingStatus;
  saved.status = report["training"]["status"].one_of({completed, diverged, interrupted});
  saved.epochs_completed = static_cast<int>(report["training"]["epochs_completed"].count());
  std::string widths;
  saved.layers = read_layers(report, widths);
  saved.setup = read_setup(report["config"], widths);
  return saved;
}

}  // namespace reluscope
