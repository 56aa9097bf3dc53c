#include "data/column.hpp"

#include <algorithm>

#include "support/number.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {

std::optional<double> Column::read(std::string_view cell) const {
  if (kind == ColumnKind::date) return dates.read(cell);
  if (kind == ColumnKind::numeric) return numbers ? numbers->read(cell) : parse_number(cell);
  const auto word = std::ranges::find(booleans, lower_case(std::string(without_blanks(cell))));
  return word == booleans.end() ? std::nullopt : std::optional(static_cast<double>(word - booleans.begin()));
}

bool is_mostly_numeric(const std::vector<std::string>& texts) {
  const auto numbers =
      std::ranges::count_if(texts, [](const std::string& text) { return parse_number(text).has_value(); });
  return 2 * static_cast<std::size_t>(numbers) > texts.size();
}

}  // namespace reluscope
