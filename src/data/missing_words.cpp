#include "data/missing_words.hpp"

#include <algorithm>
#include <cmath>

#include "support/number.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {

MissingWords::MissingWords(const std::vector<std::string>& more)
    // https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html, na_values
    : m_words{"",        "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind",
              "1.#qnan", "<na>", "n/a",      "na",  "null",    "nan",      "none", "?"} {
  for (const std::string& word : more) {
    m_words.push_back(lower_case(std::string(without_blanks(word))));
    if (const std::optional<double> number = parse_number(word); number && !std::isnan(*number))
      m_numbers.push_back(static_cast<float>(*number));
  }
  std::ranges::sort(m_words);
}

bool MissingWords::contains(std::string_view text) const {
  if (text.empty()) return true;
  return std::ranges::binary_search(m_words, lower_case(std::string(text)));
}

bool MissingWords::has_number(double number) const {
  return std::ranges::find(m_numbers, static_cast<float>(number)) != m_numbers.end();
}

}  // namespace reluscope
