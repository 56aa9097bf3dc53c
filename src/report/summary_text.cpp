#include "report/summary_text.hpp"

#include <algorithm>
#include <string_view>

#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::string_view k_red = "\033[31m", k_yellow = "\033[33m", k_green = "\033[32m", k_blue = "\033[34m",
                           k_bold = "\033[1m", k_plain = "\033[0m";

/// Text with or without colour.
class Painter {
 public:
  explicit Painter(bool colour) : m_colour(colour) {}
  std::string operator()(std::string_view colour, const std::string& text) const {
    return m_colour ? std::string(colour) + text + std::string(k_plain) : text;
  }
  bool has_colour() const { return m_colour; }

 private:
  bool m_colour;
};

struct Cell {
  std::string_view colour;
  char letter;
};

Cell cell_of(UnitStatus status) {
  switch (status) {
    case UnitStatus::dead: return {k_red, 'D'};
    case UnitStatus::sparse: return {k_yellow, 's'};
    case UnitStatus::active: return {k_green, '.'};
    case UnitStatus::always_active: return {k_blue, 'A'};
  }
  return {};
}

std::string drawn(UnitStatus status, const Painter& paint) {
  const Cell cell = cell_of(status);
  return paint(cell.colour, paint.has_colour() ? "■" : std::string(1, cell.letter));
}

/// Breaks at spaces so that no line is wider than `width`; the lines after the first start with `indent` spaces.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string result;
  std::size_t column = 0, from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find(' ', from), text.size());
    const std::size_t length = to - from;
    if (column > indent && column + 1 + length > width) {
      result += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (from > 0) {
      result += ' ';
      ++column;
    }
    result += text.substr(from, length);
    column += length;
    from = to + 1;
  }
  return result;
}

std::string network_line(const Report& report) {
  std::string widths = std::to_string(report.model.layers.front().inputs);
  for (const ModelLayer& layer : report.model.layers) widths += "-" + std::to_string(layer.units);
  const DataReport& data = report.data;
  std::string text = data.path + ": " + counted(data.train_rows, "training row");
  if (data.validation_rows > 0) text += ", " + grouped(data.validation_rows) + " held out";
  if (data.rows_dropped > 0) text += ", " + grouped(data.rows_dropped) + " dropped";
  text += "; target " + data.encoding.target;
  if (data.encoding.task == Task::classification) text += " (" + grouped(static_cast<std::int64_t>(data.encoding.classes.size())) + " classes)";
  return text + "; network " + widths;
}

std::string described(const Quality& quality, Task task) {
  if (task == Task::classification) return "loss " + rounded(quality.loss) + ", accuracy " + percent(quality.accuracy);
  return "rmse " + rounded(quality.rmse) + (quality.r2 ? ", R² " + rounded(*quality.r2) : "");
}

std::string quality_line(const Report& report) {
  const EpochQuality& last = report.training.history.back();
  std::string text = "after " + counted(last.epoch, "epoch") + ": " + described(last.training, report.data.encoding.task);
  if (last.validation) text += "; held out: " + described(*last.validation, report.data.encoding.task);
  return text;
}

std::string layer_line(const LayerDiagnosis& layer, std::size_t index, const Painter& paint) {
  const auto number = [&](std::string_view colour, std::int64_t count, const std::string& what) {
    return count > 0 ? paint(colour, grouped(count) + " " + what) : "0 " + what;
  };
  return paint(k_bold, "layer " + std::to_string(index)) + "  " + counted(static_cast<std::int64_t>(layer.units.size()), "unit") + ": " +
         number(k_red, layer.dead, "dead") + ", " + number(k_yellow, layer.sparse, "sparse") + ", " +
         number(k_blue, layer.always_active, "always active");
}

/// One cell a unit, in rows of a multiple of 8.
std::string picture(const LayerDiagnosis& layer, std::size_t width, const Painter& paint) {
  const std::size_t per_line = std::clamp<std::size_t>((width - 2) / 8 * 8, 8, 64);
  std::string text;
  for (std::size_t i = 0; i < layer.units.size(); ++i) {
    if (i % per_line == 0) text += i == 0 ? "  " : "\n  ";
    text += drawn(layer.units[i].status, paint);
  }
  return text;
}

std::string legend(const Painter& paint) {
  return "  " + drawn(UnitStatus::dead, paint) + " dead  " + drawn(UnitStatus::sparse, paint) + " sparse  " +
         drawn(UnitStatus::active, paint) + " active  " + drawn(UnitStatus::always_active, paint) + " always active";
}

std::string label_of(Severity severity, const Painter& paint) {
  switch (severity) {
    case Severity::info: return "note: ";
    case Severity::warning: return paint(k_yellow, "warning: ");
    case Severity::error: return paint(k_red, "problem: ");
  }
  return "";
}

}  // namespace

std::string summary_text(const Report& report, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const std::size_t width = terminal.is_terminal ? std::max<std::size_t>(terminal.width, 20) : 1000;  // a log is not wrapped
  const std::size_t picture_width = std::max<std::size_t>(terminal.width, 20);
  std::string text = wrapped(network_line(report), width, 2) + "\n" + wrapped(quality_line(report), width, 2) + "\n\n";
  for (std::size_t l = 0; l < report.layers.size(); ++l)
    text += layer_line(report.layers[l], l, paint) + "\n" + picture(report.layers[l], picture_width, paint) + "\n";
  text += legend(paint) + "\n\n";
  for (const Finding& finding : report.findings) {
    text += label_of(finding.severity, paint) + wrapped(finding.message, width - 9, 2) + "\n";
    text += "  " + wrapped("try: " + finding.advice, width - 2, 7) + "\n";
  }
  const std::vector<std::string> reasons = report.reasons();
  if (report.findings.empty()) text += paint(k_green, "every unit is well: none dead, none sparse") + "\n";
  if (!reasons.empty()) text += paint(k_red, "verdict: fail") + " (" + listed(reasons, reasons.size()) + ")\n";
  if (reasons.empty() && !report.gates.empty()) text += paint(k_green, "verdict: pass") + " (" + counted(static_cast<std::int64_t>(report.gates.size()), "gate") + ")\n";
  return text;
}

}  // namespace reluscope
