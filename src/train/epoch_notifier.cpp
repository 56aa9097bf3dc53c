#include "train/epoch_notifier.hpp"

#include <algorithm>
#include <utility>

namespace reluscope {

EpochNotifier::EpochNotifier(TrainingObserver& observer, const Network<float>& network, const Optimizer& optimizer,
                       Worker* worker)
    : m_observer(observer), m_shown{0, network, optimizer}, m_verified{0, network, optimizer}, m_worker(worker) {}

EpochNotifier::~EpochNotifier() {
  if (m_pending) m_worker->finish();
}

void EpochNotifier::show(int epoch, const Network<float>& network, const Optimizer& optimizer, unsigned threads) {
  m_shown.epoch = epoch;
  std::ranges::copy(network.parameters(), m_shown.network.parameters().begin());
  m_shown.optimizer = optimizer;
  const auto ask = [this, threads] {
    m_signal = m_observer.epoch_ended({m_shown.epoch, m_shown.network, m_shown.optimizer, threads});
  };
  m_pending = m_worker != nullptr;
  if (m_pending)
    m_worker->start(ask);
  else
    ask();
}

ObserverDecision EpochNotifier::answer() {
  if (m_pending) m_worker->wait();
  m_pending = false;
  if (m_signal == ObserverDecision::checkpoint) std::swap(m_shown, m_verified);
  return m_signal;
}

}  // namespace reluscope
