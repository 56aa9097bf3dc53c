#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/error.hpp"
#include "support/text.hpp"

/// Feeds a reader of user bytes with any input. What must never happen ends the process: a sanitizer's finding, an
/// exception that is no UserError, a promise that `expect` sees broken.
struct Fuzzer {
  std::string_view name;  // also of its corpus and its dictionary
  void (*run)(std::string_view input);
};

/// Adds one, for the length of the program: a file for each fuzzer, and nothing elsewhere knows of it.
struct RegisterFuzzer {
  explicit RegisterFuzzer(const Fuzzer& fuzzer);
};

/// All of them, in the order of their names.
std::vector<Fuzzer> all_fuzzers();
/// Null if there is none of that name.
const Fuzzer* fuzzer_named(std::string_view name);

/// Ends the process with a word on what was broken if it does not hold.
void expect(bool holds, std::string_view promise);

/// Runs work(). False if it refuses with what a user understands, in one line.
bool is_accepted(auto&& work) {
  try {
    work();
    return true;
  } catch (const reluscope::UserError& error) {
    const std::string shown = reluscope::one_line(error.what());  // as main prints it
    expect(!shown.empty() && std::ranges::all_of(shown, [](unsigned char c) { return c >= 0x20 && c != 0x7F; }),
           "an error is one line");
    return false;
  }
}

/// The lines of the input, each cut off where std::regex, which recurses, may still read it.
std::vector<std::string> short_lines(std::string_view input);

/// Decisions, taken byte by byte from the front of the input; zeros behind its end.
class Choices {
 public:
  Choices(std::string_view& input, std::size_t count) : m_bytes(input.substr(0, count)), m_count(count) {
    input.remove_prefix(m_bytes.size());
  }

  /// From 0 to count − 1.
  std::size_t below(std::size_t count) {
    expect(m_next < m_count, "as many choices are taken as there are bytes for");
    const std::size_t byte = m_next < m_bytes.size() ? static_cast<unsigned char>(m_bytes[m_next]) : 0;
    ++m_next;
    return byte % count;
  }

 private:
  std::string_view m_bytes;
  std::size_t m_count, m_next = 0;
};
