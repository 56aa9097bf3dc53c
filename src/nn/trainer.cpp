#include "nn/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/loss.hpp"
#include "support/random.hpp"

namespace reluscope {

Trainer::Trainer(Network<float>& network, Samples samples, const TrainingOptions& options)
    : m_network(network),
      m_samples(samples),
      m_options(options),
      m_batch_size(options.batch_size == 0 ? samples.rows() : std::min(options.batch_size, samples.rows())),
      m_optimizer(options.optimizer, network.parameters().size()),
      m_workspace(network.make_workspace(m_batch_size)),
      m_gradient(network.parameters().size()) {
  if (m_batch_size == samples.rows()) return;  // full batches are used where they lie
  m_order.resize(samples.rows());
  m_batch_inputs = Matrix<float>::from_shape({m_batch_size, network.input_count()});
  m_batch_labels.resize(samples.labels.empty() ? 0 : m_batch_size);
  m_batch_values.resize(samples.values.empty() ? 0 : m_batch_size);
}

TrainingOutcome Trainer::run(TrainingObserver& observer) {
  TrainingOutcome outcome;
  AlignedVector<float> verified(m_network.parameters().begin(), m_network.parameters().end());
  Optimizer verified_optimizer = m_optimizer;
  int verified_epoch = 0;
  Signal signal = observer.epoch_ended(0, m_network);
  for (int epoch = 1; epoch <= m_options.epochs && signal < Signal::stop_interrupted; ++epoch) {
    outcome.diverged_step = run_epoch(epoch, observer);
    signal = outcome.diverged_step != 0 ? Signal::stop_diverged : observer.epoch_ended(epoch, m_network);
    outcome.epochs_completed = epoch;
    if (signal == Signal::verified) {
      std::ranges::copy(m_network.parameters(), verified.begin());
      verified_optimizer = m_optimizer;
      verified_epoch = epoch;
    }
  }
  if (signal == Signal::stop_interrupted) outcome.status = TrainingStatus::interrupted;
  if (signal == Signal::stop_diverged) {
    outcome.status = TrainingStatus::diverged;
    outcome.diverged_epoch = outcome.epochs_completed;
    outcome.epochs_completed = verified_epoch;
    std::ranges::copy(verified, m_network.parameters().begin());
    m_optimizer = verified_optimizer;
  }
  observer.training_ended(outcome.epochs_completed, m_network);
  return outcome;
}

std::size_t Trainer::run_epoch(int epoch, TrainingObserver& observer) {
  const double rate = m_options.schedule.rate(m_options.optimizer.learning_rate, epoch, m_options.epochs);
  if (m_order.empty()) return std::isfinite(step(m_samples, rate, &observer)) ? 0 : 1;

  std::iota(m_order.begin(), m_order.end(), 0);
  Random(m_options.seed, RandomStream::shuffle, static_cast<std::uint64_t>(epoch)).shuffle(m_order);
  const std::span<const std::uint32_t> order(m_order);
  for (std::size_t first = 0; first < order.size(); first += m_batch_size) {
    const Samples batch = gather(order.subspan(first, std::min(m_batch_size, order.size() - first)));
    if (!std::isfinite(step(batch, rate, &observer))) return first / m_batch_size + 1;
  }
  return 0;
}

Samples Trainer::gather(std::span<const std::uint32_t> rows) {
  const MatrixView<float> inputs(m_batch_inputs);
  for (std::size_t j = 0; j < rows.size(); ++j) {
    std::ranges::copy(m_samples.inputs.row(rows[j]), inputs.row(j).begin());
    if (!m_batch_labels.empty()) m_batch_labels[j] = m_samples.labels[rows[j]];
    if (!m_batch_values.empty()) m_batch_values[j] = m_samples.values[rows[j]];
  }
  return Samples{inputs, m_batch_labels, m_batch_values}.slice(0, rows.size());
}

double Trainer::step(const Samples& batch, double learning_rate, TrainingObserver* observer) {
  const MatrixView<float> outputs = m_network.forward(batch.inputs, m_workspace);
  const double loss = loss_with_gradient(outputs, batch) / static_cast<double>(batch.rows());
  if (!std::isfinite(loss)) return loss;
  m_network.backward(batch.inputs, outputs, m_workspace, m_gradient);
  if (observer != nullptr) observer->gradient_computed({batch.rows(), m_network, m_workspace, m_gradient});
  if (m_options.clip_norm > 0) clip_norm(m_gradient, m_options.clip_norm);
  m_optimizer.step(m_network.parameters(), m_gradient, learning_rate);
  return loss;
}

}  // namespace reluscope
