#pragma once

#include <string>

#include "stats/activity_tracker.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// Tells people on standard error how the training goes: a line that is drawn again on a terminal, a plain line every
/// few epochs elsewhere. It observes after the tracker, whose findings it shows.
class Progress : public TrainingObserver {
 public:
  Progress(const ActivityTracker& tracker, int epochs, const Terminal& terminal)
      : m_tracker(tracker), m_epochs(epochs), m_terminal(terminal) {}

  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

 private:
  std::string status(int epoch) const;
  void redraw(const std::string& line);

  const ActivityTracker& m_tracker;
  int m_epochs;
  Terminal m_terminal;
  std::size_t m_shown = 0;  // columns of the line on the terminal
};

}  // namespace reluscope
