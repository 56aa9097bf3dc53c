#pragma once

#include <string>

#include "report/comparison.hpp"
#include "support/names.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// How to show a comparison; terminal: what the text is for.
using ComparisonFormat = std::string (*)(const Comparison& comparison, const Terminal& terminal);

/// For a person: what compare shows.
std::string comparison_text(const Comparison& comparison, const Terminal& terminal);
/// A page to look at: both runs side by side, what differs between them, what died and what recovered.
std::string comparison_html(const Comparison& comparison, const Terminal& terminal);
/// As it was written.
std::string comparison_json(const Comparison& comparison, const Terminal& terminal);

template <>
inline constexpr auto k_words<ComparisonFormat> = std::to_array<Word<ComparisonFormat>>({{comparison_text, "text"},
                                                                                         {comparison_json, "json"},
                                                                                         {comparison_html, "html"}});

}  // namespace reluscope
