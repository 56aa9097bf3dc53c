#include "report/html_units.hpp"

#include <algorithm>

#include "html/html_text.hpp"
#include "report/unit_text.hpp"
#include "support/text.hpp"

namespace reluscope {

std::string units_html(const Report& report, const Cited& cited) {
  const std::vector<UnitId> worst = worst_first(report.layers);
  if (!traits_of(report.activation().kind).can_die) return "";
  if (worst.empty()) return report.summary["dead"] > 0 ? "" : element("p", "No unit was ever dead.") + "\n";
  constexpr std::size_t k_most = 50;
  HtmlTable table{.caption = "Units that were ever dead, the worst first",
                  .heads = {"unit", "now", "life", "comes back", "dead on", "why", "#active rows", "#greatest z"},
                  .rows = {}};
  for (std::size_t w = 0; w < std::min(worst.size(), k_most); ++w) {
    const auto [l, i] = worst[w];
    const UnitDiagnosis& unit = report.layers[l].units[i];
    const std::string place = in_place(in_place("/layers", l) + "/unit", i), outlook = outlook_of(unit);
    const auto or_dash = [](const std::string& text) { return text.empty() ? "–" : html_plain(text); };
    table.rows.push_back({"layer " + std::to_string(l) + ", unit " + std::to_string(i),
                          html_plain(replaced(std::string(name_of(unit.status)), "_", " ")),
                          html_plain(past_of(unit.life)), or_dash(outlook), or_dash(dead_inputs_of(unit)),
                          html_plain(why_it_died(report.events, worst[w])), cited.count(place + "/active_rows"),
                          cited.number(place + "/max_preactivation")});
  }
  std::string text = html_table(table);
  if (worst.size() > k_most)
    text += element("p class=\"quiet\"", "… and " + std::to_string(worst.size() - k_most) + " more") + "\n";
  return text;
}

}  // namespace reluscope
