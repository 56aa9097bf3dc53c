#include "report/html_curves.hpp"

#include <limits>
#include <optional>

#include "html/html_text.hpp"
#include "html/line_chart.hpp"

namespace reluscope {
namespace {

using MetricOf = std::optional<double> (*)(const PredictionMetrics& metrics);

std::optional<double> loss_of(const PredictionMetrics& metrics) { return metrics.loss; }
std::optional<double> accuracy_of(const PredictionMetrics& metrics) { return metrics.accuracy; }
std::optional<double> rmse_of(const PredictionMetrics& metrics) { return metrics.rmse; }

std::string figure(const std::string& name, const LineChart& chart) {
  const std::string picture = line_chart(chart);
  return picture.empty() ? "" : element("figure data-chart=\"" + name + "\"", picture) + "\n";
}

/// On the training rows and on those held out; baseline: what a constant prediction comes to, none if that is unknown.
LineChart metric_chart(const TrainingReport& training, const std::string& title, MetricOf metric,
                       std::optional<double> baseline) {
  LineChart chart{.title = title, .x_name = "epoch", .lines = {{.name = "training"}}};
  ChartLine held_out{.name = "held out"}, constant{.name = "a constant"};
  for (const EpochReport& epoch : training.history) {
    constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
    const auto add = [&](ChartLine& line, std::optional<double> value) {
      line.x.push_back(epoch.epoch);
      line.y.push_back(value.value_or(k_none));
    };
    add(chart.lines[0], metric(epoch.training));
    if (epoch.validation) add(held_out, metric(*epoch.validation));
    if (baseline) add(constant, baseline);
  }
  if (!held_out.x.empty()) chart.lines.push_back(held_out);
  if (!constant.x.empty()) chart.lines.push_back(constant);
  return chart;
}

std::string quality_figure(const TrainingReport& training) {
  const EpochReport& last = training.history.back();
  std::optional<BaselineQuality> constant;
  if (training.baseline) constant = training.baseline->validation.value_or(training.baseline->training);
  if (last.training.accuracy) {
    LineChart chart =
        metric_chart(training, "Accuracy by epoch", accuracy_of, constant ? constant->accuracy : std::nullopt);
    chart.is_share = true;
    return figure("accuracy", chart);
  }
  if (last.training.rmse)
    return figure("rmse", metric_chart(training, "Root mean squared error by epoch", rmse_of,
                                       constant ? constant->rmse : std::nullopt));
  return "";
}

/// By epoch, a line for each of a few layers, or one for all of many.
LineChart counts_chart(const std::vector<LayerDiagnosis>& layers, const std::string& title,
                       std::vector<std::int64_t> LayerHistory::*counts) {
  constexpr std::size_t k_few = 6;  // as in web/src/curves.ts
  LineChart chart{.title = title, .x_name = "epoch", .starts_at_0 = true};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerHistory& history = layers[l].history;
    const std::vector<std::int64_t>& of_layer = history.*counts;
    if (of_layer.size() != history.epoch.size() || of_layer.empty()) return {};
    if (l == 0 || layers.size() <= k_few) {
      chart.lines.push_back({.name = layers.size() <= k_few ? "layer " + std::to_string(l) : "all layers",
                             .x = {history.epoch.begin(), history.epoch.end()},
                             .y = {of_layer.begin(), of_layer.end()}});
      continue;
    }
    for (std::size_t e = 0; e < of_layer.size(); ++e) chart.lines[0].y[e] += static_cast<double>(of_layer[e]);
  }
  return chart;
}

std::string dead_figure(const Report& report) {
  if (traits_of(report.activation().kind).saturates)
    return figure("saturated", counts_chart(report.layers, "Saturated units by epoch", &LayerHistory::saturated));
  return figure("dead", counts_chart(report.layers, "Dead units by epoch", &LayerHistory::dead));
}

}  // namespace

std::string curves_html(const Report& report) {
  if (!report.training || report.training->history.size() < 2) return "";
  return element("div class=\"figures\"",
                 "\n" + figure("loss", metric_chart(*report.training, "Loss by epoch", loss_of, std::nullopt)) +
                     quality_figure(*report.training) + dead_figure(report)) +
         "\n";
}

}  // namespace reluscope
