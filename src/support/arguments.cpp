#include "support/arguments.hpp"

#include <charconv>
#include <cmath>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

[[noreturn]] void fail(const std::string& flag, const std::string& text, const std::string& wanted) {
  throw UserError(flag + ": '" + text + "' is not " + wanted);
}

double read_if(const std::string& flag, const std::string& text, bool (*fits)(double), const std::string& wanted) {
  const std::optional<double> value = parse_number(text);
  if (!value || !std::isfinite(*value) || !fits(*value)) fail(flag, text, wanted);
  return *value;
}

}  // namespace

void fail_choice(const std::string& flag, const std::string& word, const std::vector<std::string>& all) {
  fail(flag, word, "one of " + joined(all, ", ") + did_you_mean(word, all));
}

double read_number(const std::string& flag, const std::string& text) {
  return read_if(
      flag, text, [](double) { return true; }, "a finite number");
}

double read_positive(const std::string& flag, const std::string& text) {
  return read_if(
      flag, text, [](double x) { return x > 0; }, "a positive number");
}

double read_not_negative(const std::string& flag, const std::string& text) {
  return read_if(
      flag, text, [](double x) { return x >= 0; }, "a number from 0");
}

double read_fraction(const std::string& flag, const std::string& text) {
  return read_if(
      flag, text, [](double x) { return x >= 0 && x < 1; }, "a fraction from 0 to below 1");
}

std::int64_t read_whole(const std::string& flag, const std::string& text, std::int64_t least, std::int64_t greatest) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < least || value > greatest)
    fail(flag, text, "a whole number from " + std::to_string(least) + " to " + std::to_string(greatest));
  return value;
}

std::int64_t read_zero_or_one(const std::string& flag, const std::string& text) { return read_whole(flag, text, 0, 1); }

std::int64_t read_seed(const std::string& flag, const std::string& text) {
  return read_whole(flag, text, 0, std::numeric_limits<std::int64_t>::max());
}

std::vector<std::size_t> read_widths(const std::string& flag, const std::vector<std::string>& texts) {
  constexpr std::int64_t k_widest = 65536;
  std::vector<std::size_t> widths;
  if (texts.empty()) fail(flag, "", "a list of widths, as in 64,32");
  for (const std::string& text : texts) {
    if (text.empty())
      fail(flag, joined(texts, ","),
           "a list of widths, as in 64,32: a width is missing between two commas, or at an end");
    if (text.find_first_not_of("0123456789 x*;:/-") == std::string::npos &&
        text.find_first_of(" x*;:/-", 1) < text.size())
      fail(flag, text, "a width; several are separated by commas, as in 64,32");
    widths.push_back(static_cast<std::size_t>(read_whole(flag, text, 1, k_widest)));
  }
  return widths;
}

}  // namespace reluscope
