#pragma once

#include <string>

#include "remedy/remedy_result.hpp"
#include "support/names.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// How to show what remedy found; terminal: what the text is for.
using RemedyFormat = std::string (*)(const RemedyResult& result, const Terminal& terminal);

/// For a person: the runs as given and their cause, a table of the best changes, and the command line of the winner.
std::string remedy_text(const RemedyResult& result, const Terminal& terminal);
/// For a page of a review: the same with every change. GitHub-flavoured Markdown.
std::string remedy_markdown(const RemedyResult& result, const Terminal& terminal);
/// A page to look at: the same with findings and options, and pictures of the intervals.
std::string remedy_html(const RemedyResult& result, const Terminal& terminal);
/// As it was written.
std::string remedy_json(const RemedyResult& result, const Terminal& terminal);

template <>
inline constexpr auto k_words<RemedyFormat> = std::to_array<Word<RemedyFormat>>(
    {{remedy_text, "text"}, {remedy_markdown, "markdown"}, {remedy_json, "json"}, {remedy_html, "html"}});

// What the formats share.

/// The heads of the table, and the cells of a change.
std::vector<std::string> trial_heads(const RemedyResult& result);
std::vector<std::string> trial_cells(const RemedyResult& result, const Trial& trial);
/// "24.4 % of the units dead, held-out accuracy 31.2 %"
std::string outcome_text(const RemedyResult& result, const Trial& trial);
/// What is best, or why nothing is.
std::string winner_text(const RemedyResult& result);

}  // namespace reluscope
