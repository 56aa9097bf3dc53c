#include "report/page_data.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "support/deflate.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

/// Keeps every second epoch, the last among them.
void halve_history(Json& history) {
  for (auto& [key, list] : history.items()) {
    if (!list.is_array()) continue;
    Json kept = Json::array();
    for (std::size_t e = (list.size() + 1) % 2; e < list.size(); e += 2) kept.push_back(std::move(list[e]));
    list = std::move(kept);
  }
}

/// Leaves epochs out until the layers are small when packed; in base64 they take a third more.
void thin_history(Json& layers) {
  constexpr std::size_t k_most_bytes = 2'500'000;
  for (std::string text = layers.dump(); text.size() > k_most_bytes && gzipped(text).size() > k_most_bytes;
       text = layers.dump()) {
    bool is_thinned = false;
    for (Json& layer : layers) {
      if (!layer.contains("history") || layer["history"]["epoch"].size() < 3) continue;
      halve_history(layer["history"]);
      is_thinned = true;
    }
    if (!is_thinned) return;
  }
}

}  // namespace

Json page_data(Json report) {
  constexpr std::size_t k_many = 50'000;  // numbers
  std::size_t preactivations = 0, inputs = 0;
  for (const Json& layer : report["layers"]) {
    if (layer.contains(Json::json_pointer("/history/max_preactivation")))
      for (const Json& epoch : layer["history"]["max_preactivation"]) preactivations += epoch.size();
    for (const Json& unit : layer["unit"])
      if (unit.contains(Json::json_pointer("/proof/witness"))) inputs += unit["proof"]["witness"].size();
  }
  for (Json& layer : report["layers"]) {
    if (preactivations > k_many && layer.contains("history")) layer["history"].erase("max_preactivation");
    if (inputs <= k_many) continue;
    for (Json& unit : layer["unit"])
      if (unit.contains("proof")) unit["proof"].erase("witness");
  }
  thin_history(report["layers"]);
  return report;
}

}  // namespace reluscope
