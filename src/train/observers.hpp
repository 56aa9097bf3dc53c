#pragma once

#include <algorithm>
#include <vector>

#include "train/training_observer.hpp"

namespace reluscope {

/// Several observers as one: each is notified in turn, and the strongest decision counts.
class Observers : public TrainingObserver {
 public:
  void add(TrainingObserver& observer) { m_observers.push_back(&observer); }

  void gradient_computed(const StepGradient& step) override {
    for (TrainingObserver* observer : m_observers) observer->gradient_computed(step);
  }

  void steps_taken(int epoch) override {
    for (TrainingObserver* observer : m_observers) observer->steps_taken(epoch);
  }

  ObserverDecision epoch_ended(const EpochEnd& end) override {
    ObserverDecision strongest = ObserverDecision::proceed;
    for (TrainingObserver* observer : m_observers) strongest = std::max(strongest, observer->epoch_ended(end));
    return strongest;
  }

  void training_ended(const EpochEnd& end) override {
    for (TrainingObserver* observer : m_observers) observer->training_ended(end);
  }

 private:
  std::vector<TrainingObserver*> m_observers;
};

}  // namespace reluscope
