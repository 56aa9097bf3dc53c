#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/report.hpp"
#include "run/estimate.hpp"

namespace reluscope {

/// What a run came to, as far as remedies are compared.
struct RemedyRun {
  bool is_diverged = false;
  double dead_fraction = 0;  // of the hidden units, those that are dead or saturated
  double loss = 0;           // held out if rows are, else on the training rows; of regression the rmse, in the target's
                             // own unit, as the loss depends on the target's scaling
  double quality = 0;        // accuracy or R², on the same rows; NaN if there is none
};

/// A change, and what its runs came to beside the runs as given.
struct Trial {
  std::string cure;     // the change as it is typed; empty: as given
  std::string because;  // the code of the finding that names it, "usual", or "together"
  std::string command;
  std::int64_t runs = 0;
  std::int64_t diverged = 0;
  std::optional<MeanEstimate> dead_fraction, loss, quality;  // of the runs that did not diverge
  // the same seeds' run with the change − the run as given, where neither diverged
  std::optional<MeanEstimate> dead_fraction_difference, loss_difference, quality_difference;
  bool is_no_worse = true;  // no run diverged, and the loss is not worse than as given
};

enum class RemedyStatus { completed, interrupted };
template <>
inline constexpr auto k_words<RemedyStatus> = std::to_array<Word<RemedyStatus>>(
    {{RemedyStatus::completed, "completed"}, {RemedyStatus::interrupted, "interrupted"}});

struct RemedyData {
  std::string path;
  std::string sha256;
  std::int64_t rows = 0;
  std::string target;
  Task task = Task::classification;
  bool is_held_out = true;
};

/// The change that is best.
struct Winner {
  std::string cure;
  std::string command;
};

struct RemedyResult {
  Tool tool;
  RemedyStatus status = RemedyStatus::completed;
  RemedyData data;
  NamedValues config;  // of the run as given
  std::vector<std::uint64_t> seeds;
  std::vector<Finding> findings;  // of the first run as given
  Trial base;                     // the run as given
  std::vector<Trial> trials;      // the best first
  std::optional<Winner> winner;   // none if no change is better
};

/// runs: by seed, null where one is missing; base: the same as given; random: of the bootstrap.
void summarise(std::span<const std::optional<RemedyRun>> runs, std::span<const std::optional<RemedyRun>> base,
               Random random, Trial& trial);

/// Sorts the trials, those that are as good by their order, and names the winner.
void rank(RemedyResult& result);

}  // namespace reluscope
