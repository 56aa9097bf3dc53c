#include "report/epoch_json.hpp"

#include <nlohmann/json.hpp>

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

void add_quality(Json& json, const Quality& quality, Task task) {
  json["loss"] = quality.loss;
  if (task == Task::classification) {
    json["accuracy"] = quality.accuracy;
  } else {
    json["rmse"] = quality.rmse;
    json["r2"] = quality.r2 ? Json(*quality.r2) : Json();
  }
}

}  // namespace

Json epoch_json(const EpochQuality& epoch, Task task) {
  Json json = {{"epoch", epoch.epoch}};
  add_quality(json, epoch.training, task);
  if (epoch.validation) add_quality(json["validation"], *epoch.validation, task);
  json["gradient_norm"] = epoch.gradient_norm.empty() ? Json() : Json(epoch.gradient_norm);
  return json;
}

std::string epoch_line(const EpochRecord& news, Task task) {
  Json json = epoch_json(news.quality, task);
  Json& layers = json["layers"] = Json::array();
  for (const LayerStatus& layer : news.layers)
    layers.push_back({{"dead", layer.dead}, {"sparse", layer.sparse}, {"apoz", layer.apoz}});
  json["died"] = news.died;
  json["revived"] = news.revived;
  return json.dump();
}

}  // namespace reluscope
