#include "train/epoch_notifier.hpp"

#include <algorithm>
#include <utility>

namespace reluscope {

EpochNotifier::EpochNotifier(TrainingObserver& observer, const Network<float>& network, const Optimizer& optimizer,
                             ThreadPool& pool, bool is_concurrent)
    : m_observer(observer),
      m_latest{0, network, optimizer},
      m_checkpoint{0, network, optimizer},
      m_pool(pool),
      m_is_concurrent(is_concurrent && pool.threads() > 1) {}

EpochNotifier::~EpochNotifier() {
  if (m_pending.valid()) m_pending.wait();
}

void EpochNotifier::publish(int epoch, const Network<float>& network, const Optimizer& optimizer,
                            bool has_steps_after) {
  m_latest.epoch = epoch;
  std::ranges::copy(network.parameters(), m_latest.network.parameters().begin());
  m_latest.optimizer = optimizer;
  const auto notify = [this] {
    m_decision = m_observer.epoch_ended({m_latest.epoch, m_latest.network, m_latest.optimizer});
  };
  if (has_steps_after && m_is_concurrent)
    m_pending = m_pool.submit(notify);
  else
    notify();
}

ObserverDecision EpochNotifier::await() {
  if (m_pending.valid()) m_pending.get();
  if (m_decision == ObserverDecision::checkpoint) std::swap(m_latest, m_checkpoint);
  return m_decision;
}

}  // namespace reluscope
