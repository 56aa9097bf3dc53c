#include "report/html_layers.hpp"

#include <algorithm>

#include "html/html_text.hpp"
#include "html/unit_strip.hpp"
#include "report/heat_picture.hpp"
#include "support/base64.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string layers_table(const Report& report, const Cited& cited) {
  const bool is_saturated = traits_of(report.activation().kind).saturates;
  HtmlTable table{.caption = "The hidden layers after training",
                  .heads = {"layer", "#units", is_saturated ? "#saturated" : "#dead", "#sparse", "#always active",
                            "#dormant", "#gradient blocked", "#APoZ", "#effective rank"},
                  .rows = {}};
  if (!report.training) table.caption = "The hidden layers";
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const std::string place = in_place("/layers", l);
    table.rows.push_back({element("a href=\"#layer-" + std::to_string(l) + "\"", "layer " + std::to_string(l)),
                          cited.count(place + "/units"), cited.count(place + (is_saturated ? "/saturated" : "/dead")),
                          cited.count(place + "/sparse"), cited.count(place + "/always_active"),
                          cited.count(place + "/dormant"), cited.count(place + "/gradient_blocked"),
                          cited.share(place + "/apoz"), cited.number(place + "/effective_rank", 3)});
  }
  return html_table(table);
}

/// The kinds that units of the report may be of.
std::vector<std::string_view> kinds_in(const Report& report) {
  const ActivationTraits traits = traits_of(report.activation().kind);
  std::vector<std::string_view> kinds;
  for (const Word<UnitStatus>& status : k_words<UnitStatus>) {
    const bool is_rectified = status.value == UnitStatus::sparse || status.value == UnitStatus::always_active;
    if (is_rectified && !traits.is_rectifier) continue;
    if (status.value == UnitStatus::dead && traits.saturates) continue;
    if (status.value == UnitStatus::saturated && !traits.saturates) continue;
    kinds.push_back(status.word);
  }
  return kinds;
}

std::string heat_html(const Report& report, std::size_t l) {
  const LayerHistory& history = report.layers[l].history;
  if (history.active_rows.size() < 2) return "";
  const std::string label = "Layer " + std::to_string(l) + ": on how many rows each unit was active, by epoch";
  std::string picture =
      element("p class=\"quiet\"", "The picture of so many units by epoch is drawn by this page's script.");
  if (has_heat_picture(history)) {
    const std::size_t height = std::clamp<std::size_t>(6 * report.layers[l].units.size(), 48, 360);
    picture = "<img class=\"heat\" height=\"" + std::to_string(height) + "\" alt=\"" + label +
              "\" src=\"data:image/png;base64," + base64(heat_picture(history, report.data.train_rows)) + "\">\n" +
              element("p class=\"quiet\"",
                      "Units from top to bottom, epochs from left to right; the darker, the more rows. " +
                          std::string("Pale red with a dot: active on no row."));
  }
  return element("figure class=\"heat\" data-heat=\"" + std::to_string(l) + "\"",
                 element("figcaption", "Activation rate of every unit, by epoch") + "\n" + picture) +
         "\n";
}

std::string layer_html(const Report& report, std::size_t l) {
  const LayerDiagnosis& layer = report.layers[l];
  std::vector<std::string_view> kinds;
  for (const UnitDiagnosis& unit : layer.units) kinds.push_back(name_of(unit.status));
  const std::string number = std::to_string(l);
  return element("h3 id=\"layer-" + number + "\"", "Layer " + number) + "\n" +
         unit_figure(kinds, "Every unit, as it is now", "The units of layer " + number + ", in their order") +
         heat_html(report, l);
}

}  // namespace

std::string layers_html(const Report& report, const Cited& cited) {
  std::string text = layers_table(report, cited) + unit_legend(kinds_in(report));
  for (std::size_t l = 0; l < report.layers.size(); ++l) text += layer_html(report, l);
  return text;
}

}  // namespace reluscope
