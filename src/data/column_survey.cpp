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
  if (const auto known = m_text_index.find(cell); known != m_text_index.end()) {
    Text& text = m_texts[known->second];
    ++text.occurrence.count;
    text.occurrence.last_line = line;
    count(text.traits);
    return;
  }
  const std::size_t styles = m_point.size() + m_comma.size();
  const Traits traits = analysed(cell, line);
  count(traits);
  const bool is_odd = m_point.size() + m_comma.size() > styles || !traits.is_number();
  if (m_texts.size() >= (is_odd ? 2 : 1) * k_most_texts) return;
  m_text_index.emplace(cell, m_texts.size());
  m_texts.push_back({{std::string(cell), 1, line, line}, traits});
}

ColumnSurvey::Traits ColumnSurvey::analysed(std::string_view cell, std::size_t line) {
  const std::optional<WrittenNumber> point = read_written_number(cell, '.'), comma = read_written_number(cell, ',');
  const std::optional<double> plain = parse_number(cell);
  Traits traits{.point = style_of(point, m_point), .comma = style_of(comma, m_comma)};
  if (m_present == 1 || (m_example_is_plain && !plain)) {
    m_example = cell;
    m_example_is_plain = plain.has_value();
  }
  m_has_long_numbers = m_has_long_numbers || (plain && std::abs(*plain) > 0x1p53);
  if (m_words.size() < 3) m_words.insert(lower_case(std::string(without_blanks(cell))));
  if (traits.is_number()) {
    if (!m_depends && ((point && point->depends) || (comma && comma->depends))) m_depends = cell;
    return traits;
  }
  if (!m_first_text) m_first_text = {std::string(cell), 1, line, line};
  std::array<std::optional<WrittenDate>, 3> dates;
  for (std::size_t o = 0; o < dates.size(); ++o) {
    dates[o] = read_written_date(cell, k_orders[o]);
    traits.dates[o] = dates[o].has_value();
    if (!dates[o]) continue;
    traits.has_time = dates[o]->has_time;
    traits.has_date = dates[o]->has_date;
  }
  if (dates[1] && dates[2] && dates[1]->seconds != dates[2]->seconds && !m_ambiguous_date) m_ambiguous_date = cell;
  return traits;
}

void ColumnSurvey::count(const Traits& traits) {
  if (traits.point < m_point.size()) ++m_point[traits.point].count;
  if (traits.comma < m_comma.size()) ++m_comma[traits.comma].count;
  m_numbers += traits.is_number();
  for (std::size_t o = 0; o < traits.dates.size(); ++o) m_dates[o] += traits.dates[o];
  m_timed += traits.has_time;
  m_dateless += !traits.has_date;
}

std::size_t ColumnSurvey::style_of(const std::optional<WrittenNumber>& number, std::vector<Style>& styles) {
  if (!number) return k_no_style;
  const auto is_same = [&](const Style& style) {
    return style.before == number->before && style.after == number->after && style.separator == number->separator;
  };
  const auto found = std::ranges::find_if(styles, is_same);
  if (found != styles.end()) return static_cast<std::size_t>(found - styles.begin());
  if (styles.size() == k_most_styles) return k_other_style;
  styles.push_back({number->before, number->after, number->separator, 0});
  return styles.size() - 1;
}

std::optional<NumberNotation> ColumnSurvey::commonest_numbers(char decimal, std::size_t& count) const {
  count = 0;
  std::optional<NumberNotation> best;
  for (const Style& style : with(decimal)) {
    NumberNotation notation{decimal, style.separator, style.before, style.after};
    std::size_t fitting = 0;
    for (const Style& other : with(decimal)) {
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
        std::ranges::all_of(m_words, [&](const std::string& word) { return word == pair[0] || word == pair[1]; }))
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
  const auto* const date = std::ranges::max_element(m_dates);
  const DateNotation dates{k_orders[static_cast<std::size_t>(date - m_dates.begin())], m_timed > 0};
  const bool are_dates = *date > std::max(point, comma);
  const std::optional<NumberNotation>& numbers = comma > point ? with_comma : with_point;
  std::vector<Occurrence> strays;
  for (const auto& [cell, traits] : m_texts)
    if (are_dates ? !dates.read(cell.text) : !numbers || !numbers->read(cell.text)) strays.push_back(cell);
  return strays;
}

}  // namespace reluscope
