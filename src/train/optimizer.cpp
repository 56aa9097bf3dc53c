#include "train/optimizer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

constexpr auto k_epsilon = static_cast<float>(k_optimizer_epsilon);

RELUSCOPE_VECTORISE void sgd(float* w, const float* g, std::size_t n, float lr, float decay) {
  for (std::size_t i = 0; i < n; ++i) w[i] -= lr * (g[i] + decay * w[i]);
}

RELUSCOPE_VECTORISE void momentum(float* w, const float* g, float* velocity, std::size_t n, float lr, float decay,
                                  float mu) {
  for (std::size_t i = 0; i < n; ++i) {
    velocity[i] = mu * velocity[i] + (g[i] + decay * w[i]);
    w[i] -= lr * velocity[i];
  }
}

RELUSCOPE_VECTORISE void nesterov(float* w, const float* g, float* velocity, std::size_t n, float lr, float decay,
                                  float mu) {
  for (std::size_t i = 0; i < n; ++i) {
    const float gradient = g[i] + decay * w[i];
    velocity[i] = mu * velocity[i] + gradient;
    w[i] -= lr * (gradient + mu * velocity[i]);
  }
}

RELUSCOPE_VECTORISE void rmsprop(float* w, const float* g, float* square, std::size_t n, float lr, float decay,
                                 float alpha, float one_minus_alpha) {
  for (std::size_t i = 0; i < n; ++i) {
    const float gradient = g[i] + decay * w[i];
    square[i] = alpha * square[i] + one_minus_alpha * gradient * gradient;
    w[i] -= lr * gradient / (std::sqrt(square[i]) + k_epsilon);
  }
}

struct AdamStep {
  float beta1, beta2;
  float one_minus_beta1, one_minus_beta2;  // rounded after the subtraction, not before
  float rate;                              // lr / (1 − β₁ᵗ)
  float root_correction;                   // √(1 − β₂ᵗ)
  float coupled_decay;                     // joins the gradient; AdamW: 0
};

RELUSCOPE_VECTORISE void adam(float* w, const float* g, float* mean, float* square, std::size_t n, AdamStep s) {
  for (std::size_t i = 0; i < n; ++i) {
    const float gradient = g[i] + s.coupled_decay * w[i];
    mean[i] = s.beta1 * mean[i] + s.one_minus_beta1 * gradient;
    square[i] = s.beta2 * square[i] + s.one_minus_beta2 * gradient * gradient;
    w[i] -= s.rate * mean[i] / (std::sqrt(square[i]) / s.root_correction + k_epsilon);
  }
}

/// The decay of AdamW: a pass of its own, as in PyTorch, so that it is rounded before the step is taken off.
RELUSCOPE_VECTORISE void shrink(float* w, std::size_t n, float kept) {
  for (std::size_t i = 0; i < n; ++i) w[i] *= kept;
}

AdamStep adam_step(std::int64_t t, double lr, double coupled_decay) {
  const auto steps = static_cast<double>(t);
  return {.beta1 = static_cast<float>(k_adam_beta1),
          .beta2 = static_cast<float>(k_adam_beta2),
          .one_minus_beta1 = static_cast<float>(1 - k_adam_beta1),
          .one_minus_beta2 = static_cast<float>(1 - k_adam_beta2),
          .rate = static_cast<float>(lr / (1 - std::pow(k_adam_beta1, steps))),
          .root_correction = static_cast<float>(std::sqrt(1 - std::pow(k_adam_beta2, steps))),
          .coupled_decay = static_cast<float>(coupled_decay)};
}

bool keeps_first(OptimizerKind kind) { return kind != OptimizerKind::sgd && kind != OptimizerKind::rmsprop; }
bool keeps_second(OptimizerKind kind) {
  return kind == OptimizerKind::rmsprop || kind == OptimizerKind::adam || kind == OptimizerKind::adamw;
}

}  // namespace

Optimizer::Optimizer(const OptimizerOptions& options, std::size_t parameter_count)
    : m_options(options),
      m_first(keeps_first(options.kind) ? parameter_count : 0),
      m_second(keeps_second(options.kind) ? parameter_count : 0) {}

void Optimizer::step(std::span<float> parameters, std::span<const float> gradient, double learning_rate) {
  assert(parameters.size() == gradient.size());
  ++m_steps;
  float* const w = parameters.data();
  const float* const g = gradient.data();
  const std::size_t n = parameters.size();
  const auto lr = static_cast<float>(learning_rate), decay = static_cast<float>(m_options.weight_decay);
  const auto mu = static_cast<float>(m_options.momentum);
  switch (m_options.kind) {
    case OptimizerKind::sgd:
      return sgd(w, g, n, lr, decay);
    case OptimizerKind::momentum:
      return momentum(w, g, m_first.data(), n, lr, decay, mu);
    case OptimizerKind::nesterov:
      return nesterov(w, g, m_first.data(), n, lr, decay, mu);
    case OptimizerKind::rmsprop:
      return rmsprop(w, g, m_second.data(), n, lr, decay, static_cast<float>(k_rmsprop_alpha),
                     static_cast<float>(1 - k_rmsprop_alpha));
    case OptimizerKind::adam:
      return adam(w, g, m_first.data(), m_second.data(), n, adam_step(m_steps, learning_rate, m_options.weight_decay));
    case OptimizerKind::adamw:
      shrink(w, n, static_cast<float>(1 - learning_rate * m_options.weight_decay));
      return adam(w, g, m_first.data(), m_second.data(), n, adam_step(m_steps, learning_rate, 0));
  }
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
