#include "data/csv_sample.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "data/number_notation.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_sampled_records = 200;

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// Cuts a text into records.
class Sampler {
 public:
  Sampler(std::string_view text, char delimiter, char comment)
      : m_text(text), m_delimiter(delimiter), m_comment(comment) {}

  std::vector<SampleRecord> records(std::size_t most) {
    std::vector<SampleRecord> records;
    while (m_at < m_text.size() && records.size() < most) {
      SampleRecord record{.line = m_line, .cells = {}};
      if (m_text[m_at] == m_comment && m_comment != 0) {
        while (m_at < m_text.size() && line_end_length(m_text.substr(m_at)) == 0) ++m_at;
        end_line();
        continue;
      }
      const bool whole = take_record(record.cells);
      const bool empty = record.cells.size() == 1 && record.cells.front().empty();
      if (!empty && (whole || records.empty())) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  /// False if the text ends within it.
  bool take_record(std::vector<std::string>& cells) {
    if (m_delimiter == ' ') skip_blanks();
    for (;;) {
      const bool more = take_cell(cells.emplace_back());
      if (m_delimiter == ' ' && cells.size() > 1 && cells.back().empty()) cells.pop_back();  // blanks at the line's end
      if (more) continue;
      if (m_at == m_text.size()) return false;
      end_line();
      return true;
    }
  }

  /// True if a delimiter follows it, which is taken too.
  bool take_cell(std::string& cell) {
    std::size_t begin = m_at;
    while (begin < m_text.size() && m_text[begin] == ' ') ++begin;
    if (begin < m_text.size() && m_text[begin] == '"') {
      for (m_at = begin + 1; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == '"') {
          if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
            ++m_at;
          else
            break;
        }
        m_line += m_text[m_at] == '\n';
        cell += m_text[m_at];
      }
      if (m_at < m_text.size()) ++m_at;
      begin = m_at;
    }
    while (m_at < m_text.size() && !ends_cell(m_text[m_at])) ++m_at;
    cell += m_text.substr(begin, m_at - begin);
    cell = without_blanks(cell);
    if (m_at == m_text.size() || line_end_length(m_text.substr(m_at)) > 0) return false;
    m_delimiter == ' ' ? skip_blanks() : void(++m_at);
    return true;
  }

  bool ends_cell(char c) const {
    return c == '\n' || c == '\r' || (m_delimiter == ' ' ? is_space(c) : c == m_delimiter);
  }
  void skip_blanks() {
    while (m_at < m_text.size() && is_space(m_text[m_at])) ++m_at;
  }
  void end_line() {
    m_at += line_end_length(m_text.substr(m_at));
    ++m_line;
  }

  std::string_view m_text;
  char m_delimiter, m_comment;
  std::size_t m_at = 0, m_line = 1;
};

/// Whether there are commas in the cells below the header, all of them in numbers.
bool have_decimal_commas(std::span<const SampleRecord> records) {
  bool found = false;
  for (const SampleRecord& record : records.subspan(std::min<std::size_t>(1, records.size())))
    for (const std::string& cell : record.cells) {
      if (cell.find(',') == std::string::npos) continue;
      if (!read_written_number(cell, ',')) return false;
      found = true;
    }
  return found;
}

}  // namespace

std::size_t line_end_length(std::string_view text) {
  if (text.starts_with("\r\r\n")) return 3;
  if (text.starts_with("\r\n")) return 2;
  if (text.starts_with("\n\r") && !text.starts_with("\n\r\n")) return 2;
  return text.starts_with('\n') || text.starts_with('\r') ? 1 : 0;
}

std::vector<SampleRecord> sample_records(std::string_view text, char delimiter, char comment, std::size_t most) {
  return Sampler(text, delimiter, comment).records(most);
}

char detect_delimiter(std::string_view text, char comment) {
  // equally many cells in all records, commas in the cells are decimal ones, the share of alike records, the cells
  using Rank = std::tuple<bool, bool, std::size_t, std::size_t>;
  char best = ',';
  Rank best_rank{};
  for (const char candidate : {',', ';', '|', '\t', ' '}) {
    std::map<std::size_t, std::size_t> counts;
    std::vector<SampleRecord> records = sample_records(text, candidate, comment, k_sampled_records);
    for (const SampleRecord& record : records)
      if (record.cells.size() > 1) ++counts[record.cells.size()];
    if (counts.empty()) continue;
    const auto commonest = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    const bool even = commonest->second == records.size();
    if (candidate == ' ' && (!even || best_rank != Rank{})) continue;
    const Rank rank{even, even && candidate != ',' && have_decimal_commas(records),
                    commonest->second * 100 / records.size(), commonest->first};
    if (rank <= best_rank) continue;
    best = candidate;
    best_rank = rank;
  }
  return best;
}

}  // namespace reluscope
