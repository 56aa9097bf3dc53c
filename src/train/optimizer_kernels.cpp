#include <algorithm>
#include <cassert>
#include <cmath>

#include "train/optimizer.hpp"
#include "train/update_rules.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "train/optimizer_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

template <class Rule>
void shrink(float* w, std::size_t n, StepConstants<float> c) {
  for (std::size_t i = 0; i < n; ++i) w[i] = shrunk<Rule>(c, w[i]);
}

/// first, second: null if the rule keeps none.
template <class Rule>
void take_steps(float* w, const float* g, float* first, float* second, std::size_t n, StepConstants<float> c) {
  constexpr OptimizerTraits k_traits = Rule::k_traits;
  for (std::size_t i = 0; i < n; ++i) {
    Parameter<float> p{w[i]};
    if constexpr (k_traits.keeps_first_moment) p.first = first[i];
    if constexpr (k_traits.keeps_second_moment) p.second = second[i];
    take_step<Rule>(c, p, g[i]);
    if constexpr (k_traits.keeps_first_moment) first[i] = p.first;
    if constexpr (k_traits.keeps_second_moment) second[i] = p.second;
    w[i] = p.value;
  }
}

/// A step of an optimizer of this kind on all n parameters.
void step_all(OptimizerKind kind, float* w, const float* g, float* first, float* second, std::size_t n,
              const StepConstants<float>& constants) {
  with_update_rule(kind, [&]<class Rule>(Rule) {
    if constexpr (Rule::k_traits.decouples_decay) shrink<Rule>(w, n, constants);
    take_steps<Rule>(w, g, first, second, n, constants);
  });
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

const OptimizerTraits& traits_of(OptimizerKind kind) {
  return *with_update_rule(kind, [](auto rule) { return &decltype(rule)::k_traits; });
}

Optimizer::Optimizer(const OptimizerOptions& options, std::size_t parameter_count)
    : m_options(options),
      m_first(traits_of(options.kind).keeps_first_moment ? parameter_count : 0),
      m_second(traits_of(options.kind).keeps_second_moment ? parameter_count : 0) {}

void Optimizer::step(std::span<float> parameters, std::span<const float> gradient, double learning_rate) {
  update(parameters, gradient, begin_step(learning_rate), 0, parameters.size());
}

StepConstants<float> Optimizer::begin_step(double learning_rate) {
  return step_constants<float>(m_options, learning_rate, ++m_steps);
}

void Optimizer::update(std::span<float> parameters, std::span<const float> gradient,
                       const StepConstants<float>& constants, std::size_t begin, std::size_t end) {
  assert(parameters.size() == gradient.size() && begin <= end && end <= parameters.size());
  const auto from_begin = [begin](AlignedVector<float>& state) {
    return state.empty() ? nullptr : state.data() + begin;
  };
  RELUSCOPE_DISPATCH(step_all)
  (m_options.kind, parameters.data() + begin, gradient.data() + begin, from_begin(m_first), from_begin(m_second),
   end - begin, constants);
}

double clip_scale(std::span<const float> gradient, double max_norm) {
  double square = 0;
  for (const float g : gradient) square += static_cast<double>(g) * g;
  return std::min(1.0, max_norm / (std::sqrt(square) + 1e-6));
}

void clip_norm(std::span<float> gradient, double max_norm) {
  const double scale = clip_scale(gradient, max_norm);
  if (scale == 1) return;
  for (float& g : gradient) g *= static_cast<float>(scale);
}

}  // namespace reluscope
#endif
