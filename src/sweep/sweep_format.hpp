#pragma once

#include <string>

#include "support/names.hpp"
#include "support/terminal.hpp"
#include "sweep/sweep_result.hpp"

namespace reluscope {

/// How to show a sweep; terminal: what the text is for.
using SweepFormat = std::string (*)(const SweepResult& result, const Terminal& terminal);

/// For a person: maps of the cells, or a table of them, the thresholds, the best cell, and the verdict.
std::string sweep_text(const SweepResult& result, const Terminal& terminal);
/// For a page of a review: the verdict, the thresholds, a table of the cells. GitHub-flavoured Markdown.
std::string sweep_markdown(const SweepResult& result, const Terminal& terminal);
/// A test case for each gate and for each cell, which fails if it breaks one.
std::string sweep_junit(const SweepResult& result, const Terminal& terminal);
/// A line for each cell, its columns named as in the JSON: "lr", "dead_fraction.mean".
std::string sweep_csv(const SweepResult& result, const Terminal& terminal);
/// An error of GitHub Actions for each gate that failed.
std::string sweep_github(const SweepResult& result, const Terminal& terminal);
/// A page to look at: the best cell, the thresholds and their curves, maps of the cells, or a table of them.
std::string sweep_html(const SweepResult& result, const Terminal& terminal);
/// As it was written.
std::string sweep_json(const SweepResult& result, const Terminal& terminal);

template <>
inline constexpr auto k_words<SweepFormat> = std::to_array<Word<SweepFormat>>({{sweep_text, "text"},
                                                                               {sweep_markdown, "markdown"},
                                                                               {sweep_junit, "junit"},
                                                                               {sweep_json, "json"},
                                                                               {sweep_csv, "csv"},
                                                                               {sweep_github, "github"},
                                                                               {sweep_html, "html"}});

// What the formats share.

/// "held-out accuracy", "R² on the training rows"
std::string quality_name(const SweepResult& result);
/// "97.2 %" of an accuracy, "0.86" of an R²; "–" of none.
std::string quality_text(const SweepResult& result, const CellResult& cell);
/// "0.31 (0.22 to 0.45)", "below 0.001", "above 1"
std::string threshold_text(const SweepResult& result, const AxisThreshold& threshold);
/// "half of the runs have a dead unit at lr 0.6 (95 %: 0.5 to 0.7)"
std::string threshold_sentence(const SweepResult& result, const AxisThreshold& threshold);
/// "lr 0.1, momentum 0.9: held-out accuracy 97.2 % (96.9 to 97.5)", or why there is none.
std::string best_text(const SweepResult& result);
/// The run of train that does the same as those of the best cell; empty if there is none.
std::string best_command(const SweepResult& result);
/// The values of the axes that a map does not show: "init rai: "; empty if there are none. first: a cell of the map.
std::string map_prefix(const SweepResult& result, std::size_t first);
/// "2 × 9 cells × 20 seeds = 360 runs"
std::string size_text(const SweepSetup& setup);

}  // namespace reluscope
