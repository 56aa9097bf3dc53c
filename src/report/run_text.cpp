#include "report/run_text.hpp"

#include "support/text.hpp"

namespace reluscope {
namespace {

std::string described(const Quality& quality, Task task) {
  if (task == Task::classification) return "loss " + to_significant(quality.loss) + ", accuracy " + percent(quality.accuracy);
  return "rmse " + to_significant(quality.rmse) + (quality.r2 ? ", R² " + to_significant(*quality.r2) : "");
}

}  // namespace

std::string network_line(const Report& report) {
  std::string widths = std::to_string(report.model.layers.front().inputs);
  for (const ModelLayer& layer : report.model.layers) widths += "-" + std::to_string(layer.units);
  const DataReport& data = report.data;
  std::string text = input_name(data.path) + ": " + pluralized(data.train_rows, "training row");
  if (data.validation_rows > 0) text += ", " + with_thousands(data.validation_rows) + " held out";
  if (data.rows_dropped > 0) text += ", " + with_thousands(data.rows_dropped) + " dropped";
  text += "; target " + data.encoding.target;
  if (data.encoding.task == Task::classification)
    text += " (" + with_thousands(static_cast<std::int64_t>(data.encoding.classes.size())) + " classes)";
  return one_line(text) + "; network " + widths;
}

std::string quality_line(const Report& report) {
  const EpochQuality& last = report.training.history.back();
  std::string text =
      "after " + pluralized(last.epoch, "epoch") + ": " + described(last.training, report.data.encoding.task);
  if (last.validation) text += "; held out: " + described(*last.validation, report.data.encoding.task);
  return text;
}

}  // namespace reluscope
