#include "report/run_text.hpp"

#include <cmath>

#include "support/text.hpp"

namespace reluscope {
namespace {

std::string described(const PredictionMetrics& metrics) {
  if (metrics.accuracy) return "loss " + to_significant(metrics.loss) + ", accuracy " + percent(*metrics.accuracy);
  std::string text = "rmse " + to_significant(metrics.rmse.value_or(metrics.loss));
  if (metrics.r2 && !std::isnan(*metrics.r2)) text += ", R² " + to_significant(*metrics.r2);
  return text;
}

/// " (always '3': 10.3 %)", on the held-out rows if there are any; empty if it is not known.
std::string baseline_text(const TrainingReport& training) {
  if (!training.baseline) return "";
  const Baseline& baseline = *training.baseline;
  const BaselineQuality& quality = baseline.validation.value_or(baseline.training);
  const std::string* const name = std::get_if<std::string>(&baseline.prediction);
  if (quality.accuracy && name != nullptr)
    return " (always " + in_quotes(*name) + ": " + percent(*quality.accuracy) + ")";
  if (!quality.rmse) return "";
  return " (always the mean: " + to_significant(*quality.rmse) + ")";
}

}  // namespace

std::string network_line(const Report& report) {
  std::vector<std::string> widths;
  if (const auto inputs = report.model.layers.front().inputs) widths.push_back(std::to_string(*inputs));
  for (const ModelLayer& layer : report.model.layers) widths.push_back(std::to_string(layer.units));
  const DataReport& data = report.data;
  std::string text = input_name(data.path) + ": " + pluralized(data.train_rows, report.row_word());
  if (data.validation_rows > 0) text += ", " + with_thousands(data.validation_rows) + " held out";
  if (data.rows_dropped > 0) text += ", " + with_thousands(data.rows_dropped) + " dropped";
  if (!data.target.empty()) text += "; target " + data.target;
  if (data.task == Task::classification)
    text += " (" + with_thousands(static_cast<std::int64_t>(data.classes.size())) + " classes)";
  const Activation activation = report.activation();
  const bool is_relu = activation.kind == ActivationKind::relu;
  if (!report.model.parameters)
    return one_line(text) + "; activations of " + pluralized(static_cast<std::int64_t>(report.layers.size()), "layer") +
           ", " + joined(widths, "-");
  const std::string file = report.model.file ? " of " + input_name(report.model.file->path) : "";
  return one_line(text) + "; network " + joined(widths, "-") + (is_relu ? "" : ", " + text_of(activation)) +
         one_line(file);
}

std::string metrics_line(const Report& report) {
  if (report.quality) return described(*report.quality);
  if (!report.training) return "";
  const EpochReport& last = report.training->history.back();
  std::string text = "after " + pluralized(last.epoch, "epoch") + ": " + described(last.training);
  if (last.validation) text += "; held out: " + described(*last.validation);
  return text + baseline_text(*report.training);
}

std::string quality_text(const Report& report) {
  if (!report.training && !report.quality) return "";
  const EpochReport last = report.training ? report.training->history.back() : EpochReport{.training = *report.quality};
  const PredictionMetrics& metrics = last.validation.value_or(last.training);
  const std::string held_out = last.validation ? "held-out " : "";
  if (metrics.accuracy) return held_out + "accuracy " + percent(*metrics.accuracy);
  return metrics.r2 && !std::isnan(*metrics.r2) ? held_out + "R² " + to_significant(*metrics.r2) : "";
}

}  // namespace reluscope
