#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "train/drift_coefficients.hpp"
#include "train/zero_gradient_drift.hpp"

namespace reluscope {

/// A run that would go on as it ended.
struct Continuation {
  const Optimizer* optimizer = nullptr;  // with its state; null: nothing moves
  double learning_rate = 0;              // of every step
  std::int64_t steps = 0;
};

/// Takes groups of parameters through further steps without gradients as training would: by the optimizer's own rule,
/// in floats. Meanwhile it measures how far they get from their path in exact arithmetic (ZeroGradientDrift): rounding
/// shrinks some floats and not others, and what is below the range of floats does not shrink at all.
class FloatDrift {
 public:
  FloatDrift(const Continuation& run, std::span<const float> parameters, const ZeroGradientDrift& drift);

  /// indices: the parameters of a further group. Before the first step.
  void add_group(std::span<const std::size_t> indices);

  /// All groups; the steps that one of them takes are at most `run.steps`.
  std::int64_t work() const { return static_cast<std::int64_t>(m_current.size()) * m_run.steps; }

  /// Of a group, over all steps until now.
  struct Deviation {
    /// Per parameter, in the order of its indices: the greatest |w_t − (kept_t · w + moved_t · direction)| / kept_t.
    std::span<const double> of_parameters;
    double kept, moved_of_kept;  // kept_t and moved_t / kept_t, now
    double farthest;             // the least moved_t / kept_t until now
    std::int64_t steps_left;
  };

  /// Takes the steps in chunks. After each calls goes_on(group, deviation) for every group, from 0 in the order in
  /// which they were added; one for which it is false is left out from then on.
  void run(auto&& goes_on) {
    for (std::int64_t taken = 0; taken < m_run.steps && !m_groups.empty();) {
      taken += take_chunk(taken);
      std::size_t open = 0;
      for (const Group& group : m_groups) {
        const std::span<const double> deviations(m_deviation.data() + group.begin, group.size);
        if (goes_on(group.number, Deviation{deviations, m_path.kept(), m_path.moved() / m_path.kept(), m_farthest,
                                            m_run.steps - taken}))
          m_groups[open++] = group;
      }
      if (open == m_groups.size()) continue;
      m_groups.resize(open);
      close_gaps();
    }
  }

  static constexpr std::size_t k_block = 32;  // parameters that take their steps side by side
  static constexpr std::int64_t k_chunk = 256;

  /// What a step needs.
  struct Step {
    StepConstants<float> constants;
    double kept, moved, inverse_kept;
  };
  /// A parameter on its way; arrays of all of them, so that loops over them become vectors.
  struct Arrays {
    float *current, *first, *second;
    const float *start, *direction;
    double* deviation;
  };

 private:
  struct Group {
    std::size_t number, begin, size;
  };

  /// Up to k_chunk steps after `taken`; returns how many.
  std::int64_t take_chunk(std::int64_t taken);
  void close_gaps();

  Continuation m_run;
  std::span<const float> m_parameters;
  const ZeroGradientDrift& m_drift;
  std::vector<Group> m_groups;
  AlignedVector<float> m_current, m_first, m_second, m_start, m_direction;  // by group, filled up to whole blocks
  AlignedVector<double> m_deviation;
  std::vector<Step> m_steps;
  DriftCoefficients m_path;
  double m_farthest = 0;
};

}  // namespace reluscope
