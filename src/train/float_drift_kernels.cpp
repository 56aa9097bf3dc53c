#include <algorithm>
#include <cmath>

#include "train/float_drift.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "train/float_drift_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

/// A block takes all steps before the next one does, so that it stays in the nearest cache.
template <class Rule>
void drift_block(const FloatDrift::Arrays& a, std::span<const FloatDrift::Step> steps) {
  constexpr std::size_t k_block = FloatDrift::k_block;
  float value[k_block], first[k_block], second[k_block];
  double start[k_block], direction[k_block], deviation[k_block];
  for (std::size_t i = 0; i < k_block; ++i) {
    value[i] = a.current[i], first[i] = a.first[i], second[i] = a.second[i];
    start[i] = a.start[i], direction[i] = a.direction[i], deviation[i] = a.deviation[i];
  }
  for (const FloatDrift::Step& step : steps) {
    const StepConstants<float> c = step.constants;
    for (std::size_t i = 0; i < k_block; ++i) {
      Parameter<float> p{shrunk<Rule>(c, value[i]), first[i], second[i]};
      take_step<Rule>(c, p, 0.0F);
      value[i] = p.value, first[i] = p.first, second[i] = p.second;
    }
    for (std::size_t i = 0; i < k_block; ++i) {
      const double exact = step.kept * start[i] + step.moved * direction[i];
      const double now = std::abs(static_cast<double>(value[i]) - exact) * step.inverse_kept;
      deviation[i] = now > deviation[i] ? now : deviation[i];
    }
  }
  for (std::size_t i = 0; i < k_block; ++i)
    a.current[i] = value[i], a.first[i] = first[i], a.second[i] = second[i], a.deviation[i] = deviation[i];
}

void drift_blocks(OptimizerKind kind, FloatDrift::Arrays a, std::size_t n, std::span<const FloatDrift::Step> steps) {
  with_update_rule(kind, [&]<class Rule>(Rule) {
    for (std::size_t i = 0; i < n; i += FloatDrift::k_block)
      drift_block<Rule>({a.current + i, a.first + i, a.second + i, a.start + i, a.direction + i, a.deviation + i},
                        steps);
  });
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {
namespace {

StepConstants<double> widened(const StepConstants<float>& c) {
  return {.learning_rate = c.learning_rate,
          .weight_decay = c.weight_decay,
          .momentum = c.momentum,
          .shrinkage = c.shrinkage,
          .bias_corrected_rate = c.bias_corrected_rate,
          .bias_correction_root = c.bias_correction_root,
          .epsilon = c.epsilon};
}

}  // namespace

FloatDrift::FloatDrift(const Continuation& run, std::span<const float> parameters, const ZeroGradientDrift& drift)
    : m_run(run), m_parameters(parameters), m_drift(drift) {}

void FloatDrift::add_group(std::span<const std::size_t> indices) {
  const std::size_t begin = m_current.size(), end = begin + (indices.size() + k_block - 1) / k_block * k_block;
  m_groups.push_back({m_groups.size(), begin, indices.size()});
  for (AlignedVector<float>* all : {&m_current, &m_first, &m_second, &m_start, &m_direction}) all->resize(end);
  m_deviation.resize(end);
  const std::span<const float> first = m_run.optimizer->first_moment(), second = m_run.optimizer->second_moment();
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::size_t k = indices[i];
    m_current[begin + i] = m_start[begin + i] = m_parameters[k];
    if (!first.empty()) m_first[begin + i] = first[k];
    if (!second.empty()) m_second[begin + i] = second[k];
    if (!m_drift.direction.empty()) m_direction[begin + i] = m_drift.direction[k];
  }
}

std::int64_t FloatDrift::take_chunk(std::int64_t taken) {
  const std::int64_t count = std::min(k_chunk, m_run.steps - taken);
  const OptimizerOptions& options = m_run.optimizer->options();
  m_steps.clear();
  for (std::int64_t t = 1; t <= count; ++t) {
    const auto constants = step_constants<float>(options, m_run.learning_rate, m_run.optimizer->steps() + taken + t);
    m_path.step(options.kind, widened(constants));
    m_steps.push_back({constants, m_path.kept(), m_path.moved(), 1 / m_path.kept()});
    m_farthest = std::min(m_farthest, m_path.moved() / m_path.kept());
  }
  RELUSCOPE_DISPATCH(drift_blocks)
  (options.kind,
   {m_current.data(), m_first.data(), m_second.data(), m_start.data(), m_direction.data(), m_deviation.data()},
   m_current.size(), m_steps);
  return count;
}

void FloatDrift::close_gaps() {
  std::size_t end = 0;
  for (Group& group : m_groups) {
    const std::size_t size = (group.size + k_block - 1) / k_block * k_block;
    const auto close = [&](auto& all) {
      std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(group.begin), size,
                  all.begin() + static_cast<std::ptrdiff_t>(end));
    };
    for (AlignedVector<float>* all : {&m_current, &m_first, &m_second, &m_start, &m_direction}) close(*all);
    close(m_deviation);
    group.begin = end;
    end += size;
  }
  for (AlignedVector<float>* all : {&m_current, &m_first, &m_second, &m_start, &m_direction}) all->resize(end);
  m_deviation.resize(end);
}

}  // namespace reluscope
#endif
