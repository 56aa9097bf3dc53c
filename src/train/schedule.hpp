#pragma once

#include "support/names.hpp"

namespace reluscope {

/// The learning rate over the epochs, as of PyTorch's schedulers stepped once per epoch.
struct Schedule {
  enum class Kind {
    constant,
    cosine,  // CosineAnnealingLR with T_max = epochs; Loshchilov & Hutter 2017, without restarts
    step,    // StepLR: times gamma every step_size epochs
  };
  Kind kind = Kind::constant;
  int step_size = 1;   // of step: epochs
  double gamma = 0.1;  // of step
  int warmup = 0;      // epochs, of which the first so many have 1, 2, … of warmup + 1 parts of the rate: PyTorch's
                       // LinearLR(start_factor = 1 / (warmup + 1), total_iters = warmup)

  /// The learning rate throughout epoch `epoch` (from 1) of `epochs`.
  double rate(double base, int epoch, int epochs) const;

 private:
  double rate_without_warmup(double base, int epoch, int epochs) const;
};

template <>
inline constexpr auto k_words<Schedule::Kind> =
    std::to_array<Word<Schedule::Kind>>({{Schedule::Kind::constant, "constant"},
                                         {Schedule::Kind::cosine, "cosine"},
                                         {Schedule::Kind::step, "step", "N:GAMMA"}});

}  // namespace reluscope
