#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// The texts that mean a missing cell, in any case: those that pandas knows by default, "?", and those of --na. A word
/// that is a number means every cell with that value.
class MissingWords {
 public:
  explicit MissingWords(const std::vector<std::string>& more);

  /// text: without blanks around it.
  bool contains(std::string_view text) const;
  bool has_numbers() const { return !m_numbers.empty(); }
  bool contains(double number) const { return !m_numbers.empty() && has_number(number); }

 private:
  bool has_number(double number) const;

  std::vector<std::string> m_words;  // sorted, in lower case
  std::vector<float> m_numbers;
};

}  // namespace reluscope
