#include "diagnosis/autopsy/replay.hpp"

#include <map>
#include <stdexcept>
#include <string>

#include "stats/evaluator.hpp"

namespace reluscope {

Replay::Replay(const DeathInterval& interval, const Network<float>& network, const Samples& samples,
               const TrainingOptions& options)
    : m_interval(interval), m_network(network), m_trainer(m_network, samples, options), m_start(*interval.start) {
  m_trainer.restore(m_start);
  for (int epoch = interval.start_epoch + 1; epoch <= interval.from_epoch; ++epoch) {
    m_trainer.start_epoch(epoch);
    for (std::size_t step = 0; step < m_trainer.steps_per_epoch(); ++step) m_trainer.take_step(step, nullptr);
  }
  m_start = m_trainer.state();
  restart();
}

std::size_t Replay::steps() const {
  return static_cast<std::size_t>(m_interval.to_epoch - m_interval.from_epoch) * m_trainer.steps_per_epoch();
}

int Replay::epoch_of(std::size_t step) const {
  return m_interval.from_epoch + 1 + static_cast<int>(step / m_trainer.steps_per_epoch());
}

void Replay::restart() {
  m_trainer.restore(m_start);
  m_taken = 0;
  m_trainer.start_epoch(epoch_of(0));
}

void Replay::run_to(std::size_t step) {
  while (m_taken < step) take_one(nullptr);
}

void Replay::take_one(TrainingObserver* observer) {
  m_trainer.take_step(step_in_epoch(m_taken), observer);
  ++m_taken;
  if (step_in_epoch(m_taken) == 0) m_trainer.start_epoch(epoch_of(m_taken));
}

void Replay::check_end() const {
  if (hash_of(m_network.parameters()) != m_interval.end_hash)
    throw std::logic_error("the replay of epoch " + std::to_string(m_interval.to_epoch) +
                           " does not come out at the same weights");
}

std::vector<std::size_t> killing_steps(Replay& replay, std::span<const UnitId> units, const Samples& samples,
                                       ThreadPool& pool) {
  struct Range {
    std::size_t alive, dead;  // steps taken, after which it is
  };
  std::vector<Range> ranges(units.size(), {0, replay.steps()});
  for (;;) {
    std::map<std::size_t, std::vector<std::size_t>> to_evaluate;  // steps taken: units
    for (std::size_t u = 0; u < units.size(); ++u)
      if (ranges[u].dead - ranges[u].alive > 1) to_evaluate[(ranges[u].alive + ranges[u].dead) / 2].push_back(u);
    if (to_evaluate.empty()) break;
    replay.restart();
    for (const auto& [taken, watched] : to_evaluate) {
      replay.run_to(taken);
      const EvaluationResult seen = evaluate(replay.network(), samples, pool);
      for (const std::size_t u : watched)
        (seen.layers[units[u].layer].active_rows[units[u].unit] > 0 ? ranges[u].alive : ranges[u].dead) = taken;
    }
  }
  std::vector<std::size_t> steps;
  for (const Range& range : ranges) steps.push_back(range.dead - 1);
  return steps;
}

}  // namespace reluscope
