#include "support/suggestion.hpp"

#include <algorithm>
#include <numeric>

#include "support/text.hpp"

namespace reluscope {
namespace {

/// Without the signs between words, in which spellings differ: batch_size, batch-size, "batch size".
std::string letters_of(std::string_view word) {
  std::string letters;
  for (const char c : word)
    if (std::string_view("-_ .").find(c) == std::string_view::npos) letters += c;
  return lower_case(letters);
}

/// What somebody began to write, or else wrote and went on; null if there is nothing of the kind.
const std::string* find_beginning(const std::string& letters, const std::vector<std::string>& known) {
  constexpr std::size_t k_shortest = 3;
  const auto begins = [](const std::string& whole, const std::string& start) {
    return start.size() >= k_shortest && whole.starts_with(start);
  };
  for (const std::string& candidate : known)
    if (begins(letters_of(candidate), letters)) return &candidate;
  for (const std::string& candidate : known)
    if (begins(letters, letters_of(candidate))) return &candidate;
  return nullptr;
}

}  // namespace

std::size_t edit_distance(const std::string& word, const std::string& other) {
  const std::string a = lower_case(word), b = lower_case(other);
  // the rows of the table for a's first i - 2, i - 1 and i letters; a column for each count of b's
  std::vector<std::size_t> two_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(above.begin(), above.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
    two_above.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

const std::string* nearest(const std::string& word, const std::vector<std::string>& known) {
  constexpr std::size_t k_longest = 100;  // the time grows with the square; in longer words nobody sees one letter
  if (word.size() > k_longest) return nullptr;
  const std::string letters = letters_of(word);
  const std::string* nearest = nullptr;
  std::size_t least = std::min<std::size_t>(letters.size() / 3 + 1, 3) + 1;
  for (const std::string& candidate : known) {
    if (candidate.size() > 2 * k_longest) continue;
    const std::string other = letters_of(candidate);
    if (std::max(letters.size(), other.size()) >= std::min(letters.size(), other.size()) + least) continue;
    const std::size_t distance = edit_distance(letters, other);
    if (distance >= least || distance >= other.size()) continue;
    least = distance;
    nearest = &candidate;
  }
  return nearest == nullptr ? find_beginning(letters, known) : nearest;
}

std::string did_you_mean(const std::string* proposal) {
  return proposal == nullptr ? "" : " (did you mean " + in_quotes(*proposal) + "?)";
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  return did_you_mean(nearest(word, known));
}

}  // namespace reluscope
