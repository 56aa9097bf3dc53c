#include "data/column_survey.hpp"

#include <algorithm>
#include <cmath>

#include "support/number.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_styles = 16;
constexpr std::size_t k_most_texts = 1'000;
constexpr std::array k_orders = {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy};
constexpr std::array<std::array<std::string_view, 2>, 5> k_booleans = {
    {{"false", "true"}, {"no", "yes"}, {"f", "t"}, {"n", "y"}, {"off", "on"}}};

bool is_bare(const auto& style) { return style.before.empty() && style.after.empty(); }

/// Whether numbers with these affixes are in one unit: the same affixes, or a currency and none.
bool are_alike(const auto& a, const auto& b) {
  if (a.before == b.before && a.after == b.after) return true;
  const auto is_money = [](const auto& style) { return is_currency(style.before) || is_currency(style.after); };
  return (is_bare(a) && is_money(b)) || (is_bare(b) && is_money(a));
}

}  // namespace

void ColumnSurvey::add(std::string_view cell, std::size_t line) {
  ++m_present;
  const std::optional<WrittenNumber> point = read_written_number(cell, '.'), comma = read_written_number(cell, ',');
  const bool is_plain = parse_number(cell).has_value();
  if (m_present == 1 || (m_example_is_plain && !is_plain)) {
    m_example = cell;
    m_example_is_plain = is_plain;
  }
  if (point || comma)
    ++m_numbers;
  else if (!m_first_text)
    m_first_text = {std::string(cell), 1, line, line};
  const bool point_is_new = point && add_number(*point, m_point), comma_is_new = comma && add_number(*comma, m_comma);
  if (!m_depends && ((point && point->depends) || (comma && comma->depends))) m_depends = cell;

  if (!point && !comma) {
    std::array<std::optional<WrittenDate>, 3> dates;
    for (std::size_t o = 0; o < dates.size(); ++o) {
      dates[o] = read_written_date(cell, k_orders[o]);
      m_dates[o] += dates[o].has_value();
    }
    const auto found = std::ranges::find_if(dates, [](const auto& date) { return date.has_value(); });
    if (found != dates.end()) {
      m_timed += (*found)->has_time;
      m_dateless += !(*found)->has_date;
    }
    if (dates[1] && dates[2] && dates[1]->seconds != dates[2]->seconds && !m_ambiguous_date) m_ambiguous_date = cell;
  }
  m_long += is_plain && std::abs(*parse_number(cell)) > 0x1p53;
  if (m_words.size() < 3) ++m_words[lower_case(std::string(without_blanks(cell)))];

  const auto known = m_text_index.find(std::string(cell));
  if (known != m_text_index.end()) {
    ++m_texts[known->second].count;
    m_texts[known->second].last_line = line;
  } else if (m_texts.size() < k_most_texts ||
             (m_texts.size() < 2 * k_most_texts && (point_is_new || comma_is_new || (!point && !comma)))) {
    m_text_index.emplace(cell, m_texts.size());
    m_texts.push_back({std::string(cell), 1, line, line});
  }
}

bool ColumnSurvey::add_number(const WrittenNumber& number, Decimals& decimals) {
  ++decimals.count;
  const auto is_same = [&](const Style& style) {
    return style.before == number.before && style.after == number.after && style.separator == number.separator;
  };
  const auto found = std::ranges::find_if(decimals.styles, is_same);
  if (found != decimals.styles.end()) {
    ++found->count;
    return false;
  }
  if (decimals.styles.size() < k_most_styles)
    decimals.styles.push_back({number.before, number.after, number.separator, 1});
  return true;
}

std::optional<NumberNotation> ColumnSurvey::commonest_numbers(char decimal, std::size_t& count) const {
  count = 0;
  std::optional<NumberNotation> best;
  for (const Style& style : with(decimal).styles) {
    NumberNotation notation{decimal, style.separator, style.before, style.after};
    std::size_t fitting = 0;
    for (const Style& other : with(decimal).styles) {
      if (!are_alike(notation, other)) continue;
      if (!other.separator.empty() && !notation.separator.empty() && other.separator != notation.separator) continue;
      if (notation.separator.empty()) notation.separator = other.separator;
      if (is_bare(notation)) notation.before = other.before, notation.after = other.after;
      fitting += other.count;
    }
    if (fitting > count) {
      count = fitting;
      best = notation;
    }
  }
  return best;
}

std::optional<NumberNotation> ColumnSurvey::numbers(char decimal) const {
  std::size_t count = 0;
  const std::optional<NumberNotation> notation = commonest_numbers(decimal, count);
  return count == m_present ? notation : std::nullopt;
}

std::optional<DateNotation> ColumnSurvey::dates(DateOrder order) const {
  const bool all = m_present > 0 && m_dates[static_cast<std::size_t>(order)] == m_present;
  const bool mixed = m_dateless > 0 && m_dateless < m_present;  // times of day among dates
  return all && !mixed ? std::optional(DateNotation{order, m_timed > 0}) : std::nullopt;
}

std::optional<std::array<std::string, 2>> ColumnSurvey::booleans() const {
  for (const auto& pair : k_booleans)
    if (!m_words.empty() &&
        std::ranges::all_of(m_words, [&](const auto& word) { return word.first == pair[0] || word.first == pair[1]; }))
      return std::array{std::string(pair[0]), std::string(pair[1])};
  return std::nullopt;
}

std::size_t ColumnSurvey::most_alike() const {
  std::size_t point = 0, comma = 0;
  commonest_numbers('.', point);
  commonest_numbers(',', comma);
  return std::max({point, comma, std::ranges::max(m_dates)});
}

std::vector<Occurrence> ColumnSurvey::strays() const {
  std::size_t point = 0, comma = 0;
  const std::optional<NumberNotation> with_point = commonest_numbers('.', point),
                                      with_comma = commonest_numbers(',', comma);
  const auto date = std::ranges::max_element(m_dates);
  const DateNotation dates{k_orders[static_cast<std::size_t>(date - m_dates.begin())], m_timed > 0};
  const bool are_dates = *date > std::max(point, comma);
  const std::optional<NumberNotation>& numbers = comma > point ? with_comma : with_point;
  std::vector<Occurrence> strays;
  for (const Occurrence& text : m_texts)
    if (are_dates ? !dates.read(text.text) : !numbers || !numbers->read(text.text)) strays.push_back(text);
  return strays;
}

}  // namespace reluscope
