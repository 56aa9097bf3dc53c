#pragma once

#include <vector>

#include "nn/training_observer.hpp"

namespace reluscope {

/// Several observers as one: each is asked in turn, and the first that wants to stop is heard.
class Observers : public TrainingObserver {
 public:
  void add(TrainingObserver& observer) { m_observers.push_back(&observer); }

  Signal epoch_ended(int epoch, const Network<float>& network) override {
    for (TrainingObserver* observer : m_observers)
      if (const Signal signal = observer->epoch_ended(epoch, network); signal != Signal::go_on) return signal;
    return Signal::go_on;
  }

  void training_ended(int epoch, const Network<float>& network) override {
    for (TrainingObserver* observer : m_observers) observer->training_ended(epoch, network);
  }

 private:
  std::vector<TrainingObserver*> m_observers;
};

}  // namespace reluscope
