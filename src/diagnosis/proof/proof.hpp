#pragma once

#include <optional>
#include <span>
#include <vector>

#include "data/row_source.hpp"
#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/witness.hpp"
#include "stats/closest_rows.hpp"
#include "support/names.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

enum class ProofStatus {
  proven_inactive,  // no input in the box makes the unit fire ("stably inactive", Serra et al. 2020)
  proven_active,    // every input in the box does
  open,
};
template <>
inline constexpr auto k_words<ProofStatus> =
    std::to_array<Word<ProofStatus>>({{ProofStatus::proven_inactive, "proven_inactive"},
                                      {ProofStatus::proven_active, "proven_active"},
                                      {ProofStatus::open, "open"}});

enum class ProofMode {
  box,     // what units do on the whole box
  radius,  // that, and how close to the rows dead units stay dead and wake
  none,
};
template <>
inline constexpr auto k_words<ProofMode> =
    std::to_array<Word<ProofMode>>({{ProofMode::box, "box"}, {ProofMode::radius, "radius"}, {ProofMode::none, "none"}});

/// What can be said of a unit for every input in a box, beyond the rows that were seen.
struct UnitProof {
  Bound lower, upper;  // of its pre-activation
  ProofStatus verdict = ProofStatus::open;
  std::optional<Witness> witness;  // of a dead unit: an input in the box on which it fires
  bool searched = false;           // for a witness
  // Of a dead unit, as shares of every feature's range around the training rows, categories as they are:
  std::optional<double> proven_radius;  // closer than this to any row nothing wakes it: see ProvenRadius
  std::optional<double> wake_distance;  // of the nearest witness from the nearest row: see RowDistance
  std::optional<Witness> nearest_witness;
};

/// What proofs are about.
struct ProofInput {
  const Network<float>& network;
  const InputBox& box;
  std::span<const std::vector<std::size_t>> dead;  // units, of each hidden layer
  const ClosestRows& closest;                      // of these units
  const InputRange& range;                         // that the training rows span
  RowSource& rows;
  bool rows_are_all = true;  // the training rows; otherwise some of them, and no radius is proven
};

/// A second of work, in multiplications: the same everywhere.
inline constexpr double k_second_of_work = 4e9;

struct ProofOptions {
  ProofMode mode = ProofMode::radius;
  double seconds = 0.03;        // of work: a quarter of it for branch and bound, the rest for the radii
  double search_budget = 2e10;  // the multiplications that attacks may take
};

/// Per hidden layer and unit: bounds on the box, and for dead units whose proof is open an attack, layer by layer as
/// far as its budget allows, and then branch and bound, of all of them in turn. The same for any number of threads.
std::vector<std::vector<UnitProof>> prove(const ProofInput& input, const ProofOptions& options, ThreadPool& pool);

}  // namespace reluscope
