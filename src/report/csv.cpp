#include "report/csv_columns.hpp"
#include "report/csv_text.hpp"
#include "report/format.hpp"
#include "support/text.hpp"

namespace reluscope {

std::string csv(const Report& report, const Terminal& /*terminal*/) {
  constexpr const char* k_line_end = "\r\n";  // RFC 4180
  std::string text;
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    for (std::size_t i = 0; i < report.layers[l].units.size(); ++i) {
      CsvColumns columns;
      describe(columns, report.layers[l].units[i]);
      if (text.empty()) text += "layer,unit," + csv_line(columns.take_names()) + k_line_end;
      text += std::to_string(l) + ',' + std::to_string(i) + ',' + csv_line(columns.take_cells()) + k_line_end;
    }
  }
  return text;
}

}  // namespace reluscope
