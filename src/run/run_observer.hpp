#pragma once

#include <cstdint>
#include <string_view>

#include "report/epoch_record.hpp"

namespace reluscope {

/// Is notified of what happens in a run. An exception ends the run.
class RunObserver {
 public:
  RunObserver() = default;
  RunObserver(const RunObserver&) = delete;
  RunObserver& operator=(const RunObserver&) = delete;
  virtual ~RunObserver() = default;

  /// A tracked epoch is over and evaluated. Called in order, by one thread at a time, but maybe not by the one that
  /// called train_run.
  virtual void epoch_evaluated(const EpochRecord& /*epoch*/) {}
  /// An epoch is over, tracked or not; after epoch_evaluated.
  virtual void epoch_ended(int /*epoch*/) {}
  /// All epochs are over.
  virtual void training_ended() {}
  /// epochs: how many are replayed. Only if units died.
  virtual void autopsies_started(std::int64_t /*epochs*/) {}
  /// From here on a request to stop has no effect.
  virtual void diagnosis_started() {}
  /// A part of the diagnosis that may take long: "rank", "proof".
  virtual void diagnosis_stage(std::string_view /*stage*/) {}
};

}  // namespace reluscope
