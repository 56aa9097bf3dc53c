#pragma once

#include <algorithm>
#include <vector>

#include "nn/training_observer.hpp"

namespace reluscope {

/// Several observers as one: each is told in turn, and the strongest answer counts.
class Observers : public TrainingObserver {
 public:
  void add(TrainingObserver& observer) { m_observers.push_back(&observer); }

  Signal epoch_ended(int epoch, const Network<float>& network) override {
    Signal strongest = Signal::go_on;
    for (TrainingObserver* observer : m_observers)
      strongest = std::max(strongest, observer->epoch_ended(epoch, network));
    return strongest;
  }

  void gradient_computed(const StepGradient& step) override {
    for (TrainingObserver* observer : m_observers) observer->gradient_computed(step);
  }

  void training_ended(int epoch, const Network<float>& network) override {
    for (TrainingObserver* observer : m_observers) observer->training_ended(epoch, network);
  }

 private:
  std::vector<TrainingObserver*> m_observers;
};

}  // namespace reluscope
