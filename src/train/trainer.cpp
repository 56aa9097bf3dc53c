#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/random.hpp"
#include "train/epoch_notifier.hpp"
#include "train/loss.hpp"
#include "train/update_rules.hpp"

namespace reluscope {
namespace {

// Shuffled rows are seldom in the cache, so they are prefetched so many cache lines before they are copied: a few times
// as many as a core can wait for at once.
constexpr std::size_t k_lines_ahead = 32;
constexpr std::size_t k_line = 64 / sizeof(float);

// A step of so many multiplications forward, some 200 µs on a core in all, is worth to be shared by the threads; with
// fewer rows each would take longer to fetch all weights than to multiply by them.
constexpr std::size_t k_shared_multiplications = 5'000'000, k_shared_rows = 128;

std::size_t lines_of_row(std::size_t inputs) { return (inputs + k_line - 1) / k_line; }

// Always inlined: GCC drops calls of functions that only prefetch.
[[gnu::always_inline]] inline void prefetch(std::span<const float> values) {
  for (std::size_t k = 0; k < values.size(); k += k_line) __builtin_prefetch(&values[k]);
  __builtin_prefetch(&values.back());
}

/// result = the column at those rows; empty if there is no column.
template <class T>
void pick(std::span<const T> column, std::span<const std::uint32_t> rows, std::vector<T>& result) {
  result.resize(column.empty() ? 0 : rows.size());
  for (std::size_t j = 0; j < result.size(); ++j) result[j] = column[rows[j]];
}

}  // namespace

Trainer::Trainer(Network<float>& network, Samples samples, const TrainingOptions& options)
    : m_network(network),
      m_samples(samples),
      m_options(options),
      m_batch_size(options.batch_size == 0 ? samples.rows() : std::min(options.batch_size, samples.rows())),
      m_rows_ahead(1 + k_lines_ahead / lines_of_row(network.input_count())),
      m_optimizer(options.optimizer, network.parameters().size()),
      m_workspace(network.make_workspace(m_batch_size)),
      m_gradient(network.parameters().size()) {
  m_order.resize(samples.rows());
  std::iota(m_order.begin(), m_order.end(), 0);
  if (m_batch_size == samples.rows()) return;  // full batches are not copied
  m_batch_inputs = Matrix<float>::from_shape({m_batch_size, network.input_count()});
}

TrainingState Trainer::state() const {
  return {{m_network.parameters().begin(), m_network.parameters().end()}, m_optimizer};
}

void Trainer::restore(const TrainingState& state) { restore(state.parameters, state.optimizer); }

void Trainer::restore(const EpochSnapshot& snapshot) { restore(snapshot.network.parameters(), snapshot.optimizer); }

void Trainer::restore(std::span<const float> parameters, const Optimizer& optimizer) {
  std::ranges::copy(parameters, m_network.parameters().begin());
  m_optimizer = optimizer;
}

TrainingOutcome Trainer::run(TrainingObserver& observer, ThreadPool& pool, const std::stop_token& stop) {
  const std::size_t multiplications = m_batch_size * m_network.parameters().size();
  if (m_batch_size >= k_shared_rows && multiplications >= k_shared_multiplications) m_pool = &pool;
  EpochNotifier notifier(observer, m_network, m_optimizer, pool, m_pool == nullptr);
  const auto publish = [&](int epoch) { notifier.publish(epoch, m_network, m_optimizer, epoch < m_options.epochs); };
  TrainingOutcome outcome;
  int epoch = 0;
  publish(epoch);
  for (;;) {
    const bool continues = epoch < m_options.epochs && !notifier.is_stopped();
    const EpochSteps steps = continues ? run_epoch(epoch + 1, observer, stop) : EpochSteps{};
    const ObserverDecision decision = notifier.await();
    if (decision == ObserverDecision::stop_interrupted) {
      outcome.status = TrainingStatus::interrupted;
      restore(notifier.latest());
    }
    if (decision == ObserverDecision::stop_diverged) outcome.status = TrainingStatus::diverged;
    if (!continues || decision >= ObserverDecision::stop_interrupted) break;
    if (steps.stopped) {
      outcome.status = TrainingStatus::interrupted;
      epoch = notifier.checkpoint().epoch;
      restore(notifier.checkpoint());
      break;
    }
    ++epoch;
    if (steps.diverged != 0) {
      outcome.status = TrainingStatus::diverged;
      outcome.diverged_step = steps.diverged;
      break;
    }
    observer.steps_taken(epoch);
    publish(epoch);
  }
  outcome.epochs_completed = epoch;
  if (outcome.status == TrainingStatus::diverged) {
    outcome.diverged_epoch = epoch;
    outcome.epochs_completed = notifier.checkpoint().epoch;
    restore(notifier.checkpoint());
  }
  observer.training_ended({outcome.epochs_completed, m_network, m_optimizer});
  return outcome;
}

Trainer::EpochSteps Trainer::run_epoch(int epoch, TrainingObserver& observer, const std::stop_token& stop) {
  start_epoch(epoch);
  for (std::size_t step = 0; step < steps_per_epoch(); ++step) {
    if (stop.stop_requested()) return {.stopped = true};
    if (!std::isfinite(take_step(step, &observer))) return {.diverged = step + 1};
  }
  return {};
}

std::size_t Trainer::steps_per_epoch() const { return (m_samples.rows() + m_batch_size - 1) / m_batch_size; }

double Trainer::learning_rate(int epoch) const {
  return m_options.schedule.rate(m_options.optimizer.learning_rate, epoch, m_options.epochs);
}

void Trainer::start_epoch(int epoch) {
  m_learning_rate = learning_rate(epoch);
  if (m_options.recycle.is_due(epoch))
    recycle_dormant(m_network, m_optimizer, m_samples, m_options.recycle, m_options.seed, epoch);
  if (m_batch_size == m_samples.rows()) return;
  std::iota(m_order.begin(), m_order.end(), 0);
  Random(m_options.seed, RandomStream::shuffle, static_cast<std::uint64_t>(epoch)).shuffle(m_order);
  pick(m_samples.labels, m_order, m_epoch_labels);
  pick(m_samples.values, m_order, m_epoch_values);
}

std::span<const std::uint32_t> Trainer::rows_of_step(std::size_t step) const {
  const std::size_t first = step * m_batch_size;
  return std::span(m_order).subspan(first, std::min(m_batch_size, m_order.size() - first));
}

double Trainer::take_step(std::size_t step_index, TrainingObserver* observer) {
  if (m_batch_size == m_samples.rows()) return step(m_samples, m_learning_rate, observer);
  const auto gather_rows = [&](Share share) { gather(step_index, share); };
  return step_after(gather_rows, batch_of(step_index), m_learning_rate, observer);
}

Samples Trainer::batch_of(std::size_t step) const {
  const std::size_t first = step * m_batch_size, count = rows_of_step(step).size();
  const auto of_step = [&]<class T>(const std::vector<T>& column) {
    return column.empty() ? std::span<const T>() : std::span(column).subspan(first, count);
  };
  return {MatrixView<const float>(m_batch_inputs).rows(0, count), of_step(m_epoch_labels), of_step(m_epoch_values)};
}

void Trainer::gather(std::size_t step, Share share) {
  const std::span<const std::uint32_t> rows = rows_of_step(step),
                                       upcoming = std::span(m_order).subspan(step * m_batch_size);
  const std::size_t end = share.end(rows.size());
  for (std::size_t j = share.begin(rows.size()); j < end; ++j) {
    if (j + m_rows_ahead < upcoming.size()) prefetch(m_samples.inputs.row(upcoming[j + m_rows_ahead]));
    std::ranges::copy(m_samples.inputs.row(rows[j]), MatrixView<float>(m_batch_inputs).row(j).begin());
  }
}

double Trainer::step(const Samples& batch, double learning_rate, TrainingObserver* observer) {
  return step_after([](Share) {}, batch, learning_rate, observer);
}

void Trainer::share(auto&& work) {
  const unsigned count = m_pool == nullptr ? 1 : m_pool->threads();
  if (count == 1) return work(Share());
  m_pool->parallel_for(count, [&](std::size_t index, unsigned) { work(Share{index, count}); });
}

double Trainer::step_after(auto prepare, const Samples& batch, double learning_rate, TrainingObserver* observer) {
  share([&](Share share) {
    prepare(share);
    m_network.forward(batch.inputs, m_workspace, share);
  });
  const MatrixView<float> outputs = MatrixView<float>(m_workspace.outputs.back()).rows(0, batch.rows());
  const double loss = loss_with_gradient(outputs, batch) / static_cast<double>(batch.rows());
  if (!std::isfinite(loss)) return loss;
  share([&](Share share) { m_network.backward_deltas(batch.inputs, outputs, m_workspace, share); });
  share([&](Share share) { m_network.backward_parameters(batch.inputs, outputs, m_workspace, m_gradient, share); });
  if (observer != nullptr) observer->gradient_computed({batch.rows(), m_network, m_workspace, m_gradient});
  if (m_options.clip_norm > 0) clip_norm(m_gradient, m_options.clip_norm);
  const StepConstants<float> constants = m_optimizer.begin_step(learning_rate);
  share([&](Share share) {
    for (std::size_t l = 0; l < m_network.layers().size(); ++l) update_units(l, share, constants);
  });
  return loss;
}

void Trainer::update_units(std::size_t layer, Share share, const StepConstants<float>& constants) {
  const Dense<float>& dense = m_network.layers()[layer];
  const std::span<float> own = m_network.of_layer(layer, m_network.parameters());
  const auto update = [&](std::span<const float> values) {
    const auto begin = static_cast<std::size_t>(values.data() - m_network.parameters().data());
    m_optimizer.update(m_network.parameters(), m_gradient, constants, begin, begin + values.size());
  };
  const std::size_t first = share.begin(dense.units()), count = share.end(dense.units()) - first;
  const MatrixView<float> weights = dense.weights(own).rows(first, count);
  update({weights.data(), weights.size()});
  update(dense.bias(own).subspan(first, count));
}

}  // namespace reluscope
