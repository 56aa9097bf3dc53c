#include "data/number_notation.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "support/number.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

using namespace std::string_view_literals;

constexpr std::array k_minus = {"-"sv, "\u2212"sv, "\u2013"sv, "\uFE63"sv, "\uFF0D"sv};
constexpr std::array k_separators = {","sv, "."sv, "'"sv, "\u2019"sv, "_"sv, " "sv, "\u00A0"sv, "\u202F"sv, "\u2009"sv};
constexpr std::array k_currency_signs = {
    "$"sv,   "€"sv,   "£"sv,   "¥"sv,   "₹"sv,   "₽"sv, "₩"sv,   "₪"sv,   "₫"sv,   "₱"sv,  "₺"sv,   "₴"sv,
    "₦"sv,   "₿"sv, "¢"sv,   "₡"sv,   "₲"sv,   "₵"sv,   "₸"sv,   "₼"sv, "₾"sv, "฿"sv,  "US$"sv, "A$"sv,
    "AU$"sv, "C$"sv,  "CA$"sv, "NZ$"sv, "HK$"sv, "S$"sv,  "NT$"sv, "R$"sv,  "MX$"sv, "Rs"sv, "Rs."sv, "kr"sv,
    "kr."sv, "zł"sv,  "Kč"sv,  "Ft"sv,  "lei"sv, "Fr."sv, "fr."sv, "RM"sv,  "Rp"sv,  "元"sv, "円"sv,  "원"sv};
// ISO 4217
constexpr std::string_view k_currency_codes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
    "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH "
    "UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW";

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes a sign off, with the blanks behind it; true if it is a minus.
bool take_sign(std::string_view& text) {
  const bool minus = std::ranges::any_of(k_minus, [&](std::string_view sign) { return take(text, sign); });
  if (!minus) take(text, "+");
  text = without_blanks(text);
  return minus;
}

std::string_view take_currency(std::string_view& text) {
  const std::size_t length =
      std::ranges::find_if(
          text, [](char c) { return is_digit(c) || std::string_view("+-(,").find(c) != std::string_view::npos; }) -
      text.begin();
  // "Rs.5": the point belongs to the currency; "$.5": to the number
  for (const std::size_t end : {length, length - (length > 0 && text[length - 1] == '.' ? 1 : 0)}) {
    std::string_view affix = without_blanks(text.substr(0, end));
    for (const std::string_view minus : k_minus)
      if (affix.ends_with(minus)) affix = without_blanks(affix.substr(0, affix.size() - minus.size()));
    if (affix.empty() || !is_currency(affix)) continue;
    text = without_blanks(text.substr(static_cast<std::size_t>(affix.data() - text.data()) + affix.size()));
    return affix;
  }
  return {};
}

/// "%", or the word of a unit: "kg", "km/h", "m²", "°C"; no digit but one 2 or 3 behind a letter at its end ("m2",
/// "m^2"), nothing that could be a part of a date ("29 March 32"), a range or a name.
bool is_unit(std::string_view affix) {
  if (affix == "%" || affix == "‰" || affix == "\"" || affix == "'") return true;
  bool letters = false, digits = false, may_be_power = false;
  for (std::size_t i = 0; i < affix.size();) {
    const CodePoint c = first_code_point(affix.substr(i));
    const bool letter = (c.value < 0x80 && std::isalpha(static_cast<int>(c.value)) != 0) || c.value == 0xB0 ||
                        c.value == 0xB5 || c.value >= 0xC0;
    const bool superscript = c.value == 0xB2 || c.value == 0xB3 || c.value == 0xB9;
    if (c.value < 0x80 && is_digit(static_cast<char>(c.value))) {
      if (!may_be_power || (c.value != '2' && c.value != '3')) return false;  // m2, cm3
      digits = true;
    } else if (letter) {
      if (digits) return false;
      letters = true;
    } else if (!superscript && !(letters && (c.value == '/' || c.value == '.' || c.value == ' ' || c.value == '^'))) {
      return false;
    }
    may_be_power = letter || (letters && c.value == '^');
    i += c.length;
  }
  return letters;
}

/// Where the digits and what separates them end.
std::size_t core_length(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (is_digit(text[i])) {
      end = ++i;
      continue;
    }
    const auto* const separator =
        std::ranges::find_if(k_separators, [&](std::string_view s) { return text.substr(i).starts_with(s); });
    if (separator == k_separators.end()) break;
    const std::size_t behind = i + separator->size();
    const bool before_digit = behind < text.size() && is_digit(text[behind]);
    const bool closes = (text[i] == '.' || text[i] == ',') && i > 0 && is_digit(text[i - 1]);  // "5."
    if (!before_digit && !closes) break;
    if (!before_digit) end = behind;
    i = behind;
  }
  return end;
}

std::size_t exponent_length(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return 0;
  std::size_t i = 1;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  const std::size_t first = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i > first && i == text.size() ? i : 0;
}

/// The whole part without the separators of its groups, or none: 1,234,567, or 12,34,567 as in India, but not
/// 1,234,56,789.
std::optional<std::string> without_groups(std::string_view whole, std::string& separator) {
  std::string digits;
  std::size_t group = 0, groups = 1, first = 0, inner = 0;  // digits of the present group, of the first, of all within
  for (std::size_t i = 0; i < whole.size();) {
    if (is_digit(whole[i])) {
      digits += whole[i++];
      ++group;
      continue;
    }
    const auto* const found =
        std::ranges::find_if(k_separators, [&](std::string_view s) { return whole.substr(i).starts_with(s); });
    if (found == k_separators.end() || (!separator.empty() && separator != *found)) return std::nullopt;
    if (group == 0 || group > 3 || digits.front() == '0') return std::nullopt;
    std::size_t& expected = groups == 1 ? first : inner;
    if (expected == 0) expected = group;
    if (group != expected || inner == 1) return std::nullopt;
    separator = *found;
    i += found->size();
    group = 0;
    ++groups;
  }
  if (groups > 1 && (group != 3 || (inner == 2 && first == 3))) return std::nullopt;
  return digits;
}

/// The core with another notation's signs gone: "1.234,5" as "1234.5".
std::optional<double> value_of(std::string_view core, std::string_view exponent, char decimal, std::string& separator) {
  const std::size_t point = core.rfind(decimal);
  const bool has_decimals = point != std::string_view::npos;
  const std::string_view whole = core.substr(0, has_decimals ? point : core.size());
  const std::string_view decimals = has_decimals ? core.substr(point + 1) : std::string_view();
  if (!std::ranges::all_of(decimals, is_digit) || (whole.empty() && decimals.empty())) return std::nullopt;
  const std::optional<std::string> digits = without_groups(whole, separator);
  if (!digits || separator.find(decimal) != std::string::npos || (!separator.empty() && !exponent.empty()))
    return std::nullopt;
  const std::string plain =
      (digits->empty() ? "0" : *digits) + (decimals.empty() ? "" : "." + std::string(decimals)) + std::string(exponent);
  const std::optional<double> value = parse_number(plain);
  return value && may_be_halfway(*value) ? on_its_side(*value, plain.data(), plain.data() + plain.size()) : value;
}

}  // namespace

bool is_currency(std::string_view affix) {
  if (std::ranges::find(k_currency_signs, affix) != k_currency_signs.end()) return true;
  return affix.size() == 3 && affix.find(' ') == std::string_view::npos &&
         k_currency_codes.find(affix) != std::string_view::npos;
}

std::optional<WrittenNumber> read_written_number(std::string_view cell, char decimal) {
  std::string_view text = without_blanks(cell);
  WrittenNumber number;
  bool negative = take_sign(text);
  number.before = take_currency(text);
  const bool in_parentheses = text.starts_with('(') && text.ends_with(')');
  if (in_parentheses) {
    text = without_blanks(text.substr(1, text.size() - 2));
    if (number.before.empty()) number.before = take_currency(text);
  }
  const bool inner = take_sign(text);
  if ((inner && (negative || in_parentheses)) || (negative && in_parentheses)) return std::nullopt;
  negative = negative || inner || in_parentheses;

  const std::size_t length = core_length(text);
  if (length == 0) return std::nullopt;
  const std::string_view core = text.substr(0, length);
  text.remove_prefix(length);
  const std::string_view exponent = text.substr(0, exponent_length(text));
  text = without_blanks(text.substr(exponent.size()));
  if (text == "-" && !negative) {  // "12-", as SAP writes it
    negative = true;
    text = {};
  }
  if (!text.empty() && (!number.before.empty() || (!is_currency(text) && !is_unit(text)))) return std::nullopt;
  number.after = text;

  const std::optional<double> value = value_of(core, exponent, decimal, number.separator);
  if (!value || !is_finite_float(*value)) return std::nullopt;
  number.value = negative ? -*value : *value;
  std::string ignored;
  const std::optional<double> other = value_of(core, exponent, decimal == '.' ? ',' : '.', ignored);
  number.depends = other != value;
  return number;
}

std::optional<double> NumberNotation::read(std::string_view cell) const {
  const std::optional<WrittenNumber> number = read_written_number(cell, decimal);
  if (!number || (!number->separator.empty() && number->separator != separator)) return std::nullopt;
  const bool bare = number->before.empty() && number->after.empty();
  const bool fits = number->before == before && number->after == after;
  const bool may_be_bare = is_currency(before) || is_currency(after);
  return fits || (bare && may_be_bare) ? std::optional(number->value) : std::nullopt;
}

}  // namespace reluscope
