#include "fuzzer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "support/text.hpp"

namespace {

/// A function's, since the fuzzers register before main, in any order.
std::vector<Fuzzer>& registered() {
  static std::vector<Fuzzer> fuzzers;
  return fuzzers;
}

}  // namespace

RegisterFuzzer::RegisterFuzzer(const Fuzzer& fuzzer) { registered().push_back(fuzzer); }

std::vector<Fuzzer> all_fuzzers() {
  std::vector<Fuzzer> fuzzers = registered();
  std::ranges::sort(fuzzers, {}, &Fuzzer::name);
  return fuzzers;
}

const Fuzzer* fuzzer_named(std::string_view name) {
  const auto found = std::ranges::find(registered(), name, &Fuzzer::name);
  return found == registered().end() ? nullptr : &*found;
}

void expect(bool holds, std::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

std::vector<std::string> short_lines(std::string_view input) {
  constexpr std::size_t k_longest = 200;
  std::vector<std::string> lines = reluscope::split(std::string(input), '\n');
  for (std::string& line : lines) line.resize(std::min(line.size(), k_longest));
  return lines;
}
