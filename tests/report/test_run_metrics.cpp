#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "report/run_metrics.hpp"

using namespace reluscope;

TEST_SUITE("run metrics") {

namespace {

double value_of(const Metrics& metrics, std::string_view name) {
  const Metric* const metric = find_metric(metrics, name);
  REQUIRE_MESSAGE(metric != nullptr, name);
  return metric->value;
}

std::string names_of(const Metrics& metrics) {
  std::string names;
  for (const Metric& metric : metrics) names += metric.name + " ";
  return names;
}

}  // namespace

TEST_CASE("the quality of a classification is loss and accuracy, held-out rows apart") {
  const Metrics metrics =
      quality_metrics({.loss = 0.1, .accuracy = 0.9}, PredictionMetrics{.loss = 0.2, .accuracy = 0.8});
  CHECK(names_of(metrics) == "loss accuracy validation.loss validation.accuracy ");
  CHECK(value_of(metrics, "validation.accuracy") == 0.8);
  CHECK(find_metric(metrics, "accuracy")->kind == Metric::Kind::fraction);
  CHECK(find_metric(metrics, "loss")->kind == Metric::Kind::number);
}

TEST_CASE("the quality of a regression is loss, rmse and R², which may have no value") {
  constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
  const Metrics metrics = quality_metrics({.loss = 0.1, .rmse = 3, .r2 = k_nan}, std::nullopt);
  CHECK(names_of(metrics) == "loss rmse r2 ");
  CHECK(std::isnan(value_of(metrics, "r2")));
}

TEST_CASE("a layer has the numbers of a summary, but for those of the network, and its own") {
  LayerDiagnosis layer;
  layer.units.resize(4);
  layer.dead = 3;
  layer.sparse = 1;
  layer.apoz = 0.75;
  layer.mean_activation = 2.5;
  layer.srank = 2;
  layer.units[0].life.dead_spells = {{.from = 0, .to = 4}};
  layer.units[1].life.dead_spells = {{.from = 2, .to = 4}};
  const Metrics metrics = layer_metrics(layer, 7);
  CHECK(value_of(metrics, "layers[7].units") == 4);
  CHECK(value_of(metrics, "layers[7].dead") == 3);
  CHECK(value_of(metrics, "layers[7].dead_fraction") == 0.75);
  CHECK(value_of(metrics, "layers[7].sparse_fraction") == 0.25);
  CHECK(value_of(metrics, "layers[7].born_dead") == 1);
  CHECK(value_of(metrics, "layers[7].died") == 1);
  CHECK(value_of(metrics, "layers[7].apoz") == 0.75);
  CHECK(value_of(metrics, "layers[7].mean_activation") == 2.5);
  CHECK(value_of(metrics, "layers[7].srank") == 2);
  CHECK(std::isnan(value_of(metrics, "layers[7].effective_rank")));  // which the layer does not have
  CHECK(find_metric(metrics, "layers[7].network_dead") == nullptr);
  CHECK(find_metric(metrics, "layers[7].max_layer_dead_fraction") == nullptr);
  CHECK(find_metric(metrics, "layers[7].index") == nullptr);
  for (const Metric& metric : metrics) {
    std::size_t same = 0;
    for (const Metric& other : metrics) same += other.name == metric.name ? 1 : 0;
    CHECK(same == 1);
  }
}

TEST_CASE("a gate may use the summary, then the quality, then the layers") {
  LayerDiagnosis layer;
  layer.units.resize(2);
  const std::vector<LayerDiagnosis> layers(2, layer);
  const Metrics metrics = gate_metrics({{"dead", Metric::Kind::count, 1}}, {{"loss", Metric::Kind::number, 2}}, layers);
  CHECK(metrics[0].name == "dead");
  CHECK(metrics[1].name == "loss");
  CHECK(metrics[2].name == "layers[0].units");
  CHECK(value_of(metrics, "layers[1].units") == 2);
}

}  // TEST_SUITE("run metrics")
