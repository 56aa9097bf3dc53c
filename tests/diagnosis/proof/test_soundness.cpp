#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <limits>
#include <numeric>
#include <string>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "diagnosis/proof/prove_on.hpp"
#include "linalg/fused.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("soundness") {

// Tries hard to get the units of random networks out of their bounds. RELUSCOPE_FUZZ_POINTS is the number of points in
// the box for each network; where it is set, what was seen is printed too.

namespace {

constexpr std::size_t k_networks = 200, k_lanes = 32;
constexpr float k_infinity = std::numeric_limits<float>::infinity();

/// A float for each point of a batch.
using Lanes = std::array<float, k_lanes>;

/// 10^u, u uniform.
double power_of_ten(Random& random, double low, double high) { return std::pow(10, random.uniform(low, high)); }
bool chance(Random& random, double probability) { return random.uniform() < probability; }
double sign(Random& random) { return chance(random, 0.5) ? 1 : -1; }
/// From 1 to 64, the small ones as likely as the large.
std::size_t random_width(Random& random) { return static_cast<std::size_t>(std::exp2(random.uniform(0, 6.02))); }

// Boxes

/// The floats that an input may be.
struct FloatRange {
  float lower = 0, upper = 0;
};

FloatRange floats_of(double lower, double upper) {
  auto low = static_cast<float>(lower), high = static_cast<float>(upper);
  if (low < lower) low = std::nextafter(low, k_infinity);
  if (high > upper) high = std::nextafter(high, -k_infinity);
  return {low, high};
}

/// As box_of makes them of floats: the bounds are floats, or floats and a margin of a tenth of the range.
FloatRange random_range(Random& random) {
  switch (random.below(8)) {
    case 0:
    case 1:
      return {-1, 1};
    case 2:
      return {0, static_cast<float>(power_of_ten(random, -3, 3))};
    case 3: {  // far from 0
      const double x = sign(random) * power_of_ten(random, 0, 4);
      return {static_cast<float>(x), static_cast<float>(x + power_of_ten(random, -3, 0))};
    }
    case 4: {  // no width
      const auto x = static_cast<float>(random.normal());
      return {x, x};
    }
    case 5:  // denormal
      return {static_cast<float>(-power_of_ten(random, -44, -38)), static_cast<float>(power_of_ten(random, -44, -38))};
    default:
      return {static_cast<float>(-power_of_ten(random, -2, 2)), static_cast<float>(power_of_ten(random, -2, 2))};
  }
}

InputBox random_box(Random& random, std::size_t inputs) {
  InputBox box;
  const bool margin = chance(random, 0.5), grouped = chance(random, 0.4), plain = chance(random, 0.4);
  while (box.inputs() < inputs) {
    const std::size_t left = inputs - box.inputs();
    if (grouped && chance(random, 0.3)) {
      const std::size_t count = 1 + random.below(std::min<std::size_t>(left, 6));
      box.groups.push_back({box.inputs(), count});
      box.lower.insert(box.lower.end(), count, 0.0);
      box.upper.insert(box.upper.end(), count, 1.0);
    } else {
      const FloatRange range = plain ? FloatRange{-1, 1} : random_range(random);
      const double widening = margin ? 0.1 * (static_cast<double>(range.upper) - range.lower) : 0.0;
      box.lower.push_back(range.lower - widening);
      box.upper.push_back(range.upper + widening);
    }
  }
  return box;
}

/// Draws points of a box, as floats.
class PointSource {
 public:
  PointSource(const InputBox& box, Random& random) : m_box(box), m_random(random), m_grouped(box.inputs()) {
    for (std::size_t k = 0; k < box.inputs(); ++k) m_ranges.push_back(floats_of(box.lower[k], box.upper[k]));
    for (const InputBox::Group& group : box.groups) std::fill_n(m_grouped.begin() + offset(group), group.count, true);
  }

  /// at_corner: the probability of each input to be at an end of its range, and of each group to be at a vertex.
  std::vector<float> draw(double at_corner) {
    std::vector<float> point(m_box.inputs());
    for (std::size_t k = 0; k < point.size(); ++k)
      if (!m_grouped[k]) point[k] = chance(m_random, at_corner) ? end(k) : inside(k);
    for (const InputBox::Group& group : m_box.groups) draw_group(group, point, chance(m_random, at_corner));
    return point;
  }
  /// The corner at which the function with these coefficients is greatest.
  std::vector<float> highest(std::span<const double> coefficients) const {
    std::vector<float> point;
    for (std::size_t k = 0; k < m_box.inputs(); ++k)
      point.push_back(coefficients[k] > 0 ? m_ranges[k].upper : m_ranges[k].lower);
    for (const InputBox::Group& group : m_box.groups) {
      const auto values = coefficients.subspan(group.first, group.count);
      set_vertex(group, point, static_cast<std::size_t>(std::ranges::max_element(values) - values.begin()));
    }
    return point;
  }
  /// Moves a few inputs, mostly to an end of their range.
  void mutate(std::vector<float>& point) {
    do {
      const std::size_t k = m_random.below(point.size());
      if (!m_grouped[k]) point[k] = chance(m_random, 0.9) ? end(k) : inside(k);
      if (!m_box.groups.empty() && chance(m_random, 0.3))
        draw_group(m_box.groups[m_random.below(m_box.groups.size())], point, chance(m_random, 0.9));
    } while (chance(m_random, 0.5));
  }
  bool contains(std::span<const float> point) const {
    for (std::size_t k = 0; k < point.size(); ++k)
      if (!(point[k] >= m_box.lower[k] && point[k] <= m_box.upper[k])) return false;
    return std::ranges::all_of(m_box.groups, [&](const InputBox::Group& group) {
      const auto values = point.subspan(group.first, group.count);
      return std::accumulate(values.begin(), values.end(), 0.0) == 1;
    });
  }

 private:
  static std::ptrdiff_t offset(const InputBox::Group& group) { return static_cast<std::ptrdiff_t>(group.first); }
  float end(std::size_t k) { return chance(m_random, 0.5) ? m_ranges[k].upper : m_ranges[k].lower; }
  float inside(std::size_t k) {
    const auto [lower, upper] = m_ranges[k];
    return std::clamp(static_cast<float>(m_random.uniform(lower, upper)), lower, upper);
  }
  void set_vertex(const InputBox::Group& group, std::vector<float>& point, std::size_t which) const {
    std::fill_n(point.begin() + offset(group), group.count, 0.0F);
    point[group.first + which] = 1;
  }
  /// Shares are multiples of 2^-20, so that they sum to 1 exactly.
  void draw_group(const InputBox::Group& group, std::vector<float>& point, bool vertex) {
    set_vertex(group, point, m_random.below(group.count));
    constexpr std::uint64_t k_whole = 1U << 20U;
    std::uint64_t left = k_whole;
    for (std::size_t k = 0; k < group.count && !vertex; ++k) {
      const std::uint64_t share = k + 1 < group.count ? m_random.below(left + 1) : left;
      point[group.first + k] = static_cast<float>(share) / k_whole;
      left -= share;
    }
  }

  const InputBox& m_box;
  Random& m_random;
  std::vector<bool> m_grouped;
  std::vector<FloatRange> m_ranges;
};

// Networks

enum class Kind { gaussian, monotone, cancelling, wide_range, integers, denormal, huge };
constexpr std::array k_kinds = {Kind::gaussian, Kind::monotone, Kind::gaussian, Kind::cancelling, Kind::wide_range,
                                Kind::monotone, Kind::integers, Kind::gaussian, Kind::denormal,   Kind::huge};

void set_weights(Network<float>& network, std::size_t layer, Kind kind, double scale, Random& random) {
  const MatrixView<float> weights = network.weights(layer);
  const std::size_t columns = weights.columns();
  const double typical = scale / std::sqrt(static_cast<double>(columns));
  const bool sparse = chance(random, 0.2);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    double w = typical * random.normal();
    if (kind == Kind::monotone) w = std::abs(w);
    if (kind == Kind::wide_range) w = sign(random) * scale * power_of_ten(random, -6, 6);
    if (kind == Kind::integers) w = static_cast<double>(random.below(5)) - 2;
    if (kind == Kind::cancelling && i % 2 == 1) w = -weights.data()[i - 1] * (1 + 1e-6 * random.normal());
    if (kind == Kind::cancelling && i / columns % 2 == 1) w = weights.data()[i - columns];  // a pair of equal units
    if (kind == Kind::denormal) w = sign(random) * power_of_ten(random, -45, layer == 0 ? -30 : 0);
    if (kind == Kind::huge) w *= power_of_ten(random, 0, 15);
    weights.data()[i] = sparse && chance(random, 0.5) ? 0 : static_cast<float>(w);
  }
}

/// Many units get the bias with which they are just about 0 at the point: a matter of rounding.
void set_biases(Network<float>& network, Kind kind, double scale, std::vector<double> point, Random& random) {
  const double balanced = chance(random, 0.7) ? 0.4 : 0.0, size = chance(random, 0.3) ? 0.0 : scale;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    std::vector<double> z;
    for (std::size_t i = 0; i < network.layers()[l].units(); ++i) {
      const std::span<const float> weights = network.weights(l).row(i);
      double sum = 0;
      for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * point[k];
      auto bias = static_cast<float>(size * random.normal());
      if (kind == Kind::integers) bias = static_cast<float>(static_cast<double>(random.below(5)) - 2);
      if (kind == Kind::monotone && l + 1 < network.hidden_layer_count()) bias = std::abs(bias);
      if (chance(random, balanced) && std::abs(sum) < 1e38) {
        bias = static_cast<float>(-sum);
        for (std::uint64_t steps = random.below(4); steps > 0; --steps) bias = std::nextafter(bias, -k_infinity);
      }
      network.bias(l)[i] = chance(random, 0.02) ? -0.0F : bias;
      z.push_back(std::max(0.0, sum + network.bias(l)[i]));
    }
    point = std::move(z);
  }
}

Network<float> random_network(Random& random, const InputBox& box, std::size_t depth, Kind kind,
                              const Activation& activation) {
  std::vector<std::size_t> widths = {box.inputs()};
  const bool narrow = chance(random, 0.15);
  for (std::size_t l = 0; l < depth; ++l) widths.push_back(narrow ? 1 : random_width(random));
  widths.push_back(1);
  Network<float> network(widths, activation);
  double scale = power_of_ten(random, -3, 3);
  for (std::size_t l = 0; l < depth; ++l) {
    set_weights(network, l, kind, scale, random);
    if (chance(random, 0.3)) scale = power_of_ten(random, -3, 3);
  }
  PointSource source(box, random);
  std::vector<float> point = source.draw(1);
  if (kind == Kind::monotone || kind == Kind::cancelling) {  // the highest or lowest point of a unit
    std::vector<double> slopes;
    for (const float w : network.weights(0).row(0)) slopes.push_back(kind == Kind::monotone ? w : -w);
    point = source.highest(slopes);
  }
  set_biases(network, kind, scale, {point.begin(), point.end()}, random);
  return network;
}

// Float32 forward passes over a batch of points, the sums in any order

struct Summation {
  enum class Way { chain, pairwise, eight_chains } way = Way::chain;
  bool fused = false;
  std::vector<std::size_t> order;  // of the inputs; the bias is the last one
};

Summation random_summation(Random& random, std::size_t inputs) {
  Summation how;
  how.way = static_cast<Summation::Way>(random.below(3));
  how.fused = chance(random, 0.5);
  std::vector<std::uint32_t> order(inputs + 1);
  std::iota(order.begin(), order.end(), 0);
  const std::uint64_t arrangement = random.below(4);
  if (arrangement == 0) std::ranges::reverse(order);
  if (arrangement > 1) random.shuffle(order);
  how.order.assign(order.begin(), order.end());
  return how;
}

/// The terms in their order, weight and lanes each; the bias is its weight times 1.
struct Terms {
  std::vector<float> weights;
  std::vector<const Lanes*> inputs;
};

void add_chain(const Terms& terms, std::size_t first, std::size_t step, Lanes& sum) {
  sum.fill(0);
  for (std::size_t t = first; t < terms.weights.size(); t += step) {
    const float w = terms.weights[t];
    const Lanes& x = *terms.inputs[t];
    for (std::size_t j = 0; j < k_lanes; ++j) sum[j] += w * x[j];
  }
}

void add_chain_fused(const Terms& terms, std::size_t first, std::size_t step, Lanes& sum) {
  sum.fill(0);
  for (std::size_t t = first; t < terms.weights.size(); t += step) {
    const float w = terms.weights[t];
    const Lanes& x = *terms.inputs[t];
    for (std::size_t j = 0; j < k_lanes; ++j) sum[j] = fused_multiply_add(w, x[j], sum[j]);
  }
}

void add_up_halves(std::vector<Lanes>& parts) {
  while (parts.size() > 1) {
    const std::size_t half = (parts.size() + 1) / 2;
    for (std::size_t p = 0; p + half < parts.size(); ++p)
      for (std::size_t j = 0; j < k_lanes; ++j) parts[p][j] += parts[p + half][j];
    parts.resize(half);
  }
}

/// slope: of the activation below 0.
void activate(std::vector<Lanes>& values, float slope) {
  for (Lanes& z : values)
    for (float& x : z) x = x > 0 ? x : (slope == 0 ? 0 : slope * x);
}

float slope_of(const Network<float>& network) {
  const Activation& activation = network.activation();
  return activation.kind == ActivationKind::leaky_relu ? static_cast<float>(activation.slope) : 0;
}

/// May be off to the wrong side for a NaN, which `has_nan` tells.
struct Extremes {
  float lowest = k_infinity, highest = -k_infinity;
  bool has_nan = false;
};

void widen(Extremes& extremes, const Lanes& values) {
  float low = extremes.lowest, high = extremes.highest;
  int nans = 0;
  for (const float x : values) {
    low = x < low ? x : low;
    high = x > high ? x : high;
    nans += x != x ? 1 : 0;
  }
  extremes = {low, high, extremes.has_nan || nans > 0};
}

/// While it lives, denormal results are flushed to zero, or denormal operands taken for zero, where the processor can
/// do that.
class Flushing {
 public:
  Flushing([[maybe_unused]] bool results, [[maybe_unused]] bool operands) {
#if defined(__SSE__)
    _mm_setcsr(m_before | (results ? 0x8000U : 0U) | (operands ? 0x40U : 0U));
#endif
  }
  Flushing(const Flushing&) = delete;
  Flushing& operator=(const Flushing&) = delete;
  ~Flushing() {
#if defined(__SSE__)
    _mm_setcsr(m_before);
#endif
  }

 private:
#if defined(__SSE__)
  unsigned m_before = _mm_getcsr();
#endif
};

/// Evaluates a network in float32 and keeps what its hidden units came to.
class Evaluator {
 public:
  explicit Evaluator(const Network<float>& network) : m_network(network) {
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) m_extremes.emplace_back(network.layers()[l].units());
    m_ones.fill(1);
  }

  /// points: a Lanes for each input. Of a layer of z_of, the pre-activations are kept in `z`.
  void evaluate(std::vector<Lanes> points, Random& random, std::size_t z_of, std::vector<Lanes>& z) {
    const Flushing flushing(chance(random, 0.25), chance(random, 0.25));
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l) {
      const Summation how = random_summation(random, points.size());
      std::vector<Lanes> sums(m_network.layers()[l].units());
      for (std::size_t i = 0; i < sums.size(); ++i) {
        add_up(l, i, how, points, sums[i]);
        widen(m_extremes[l][i], sums[i]);
      }
      if (l == z_of) z = sums;
      activate(sums, slope_of(m_network));
      points = std::move(sums);
    }
  }
  const std::vector<std::vector<Extremes>>& extremes() const { return m_extremes; }

 private:
  void add_up(std::size_t layer, std::size_t unit, const Summation& how, const std::vector<Lanes>& points, Lanes& sum) {
    const std::span<const float> weights = m_network.weights(layer).row(unit);
    m_terms.weights.clear(), m_terms.inputs.clear();
    for (const std::size_t k : how.order) {
      m_terms.weights.push_back(k < points.size() ? weights[k] : m_network.bias(layer)[unit]);
      m_terms.inputs.push_back(k < points.size() ? &points[k] : &m_ones);
    }
    if (how.way == Summation::Way::chain) return chain(how, 0, 1, sum);
    const std::size_t parts = how.way == Summation::Way::eight_chains ? 8 : how.order.size();
    m_parts.resize(parts);
    for (std::size_t p = 0; p < parts; ++p) chain(how, p, parts, m_parts[p]);
    add_up_halves(m_parts);
    sum = m_parts.front();
  }
  void chain(const Summation& how, std::size_t first, std::size_t step, Lanes& sum) const {
    how.fused ? add_chain_fused(m_terms, first, step, sum) : add_chain(m_terms, first, step, sum);
  }

  const Network<float>& m_network;
  std::vector<std::vector<Extremes>> m_extremes;
  Lanes m_ones{};
  Terms m_terms;
  std::vector<Lanes> m_parts;
};

// The search for points at which a unit is as high, or as low, as it gets

struct Target {
  std::size_t layer = 0, unit = 0;
  double direction = 1;  // -1 where low is sought
  std::vector<float> best;
  float height = -k_infinity;
};

/// direction · ∂z/∂x of the target at a point, in double.
std::vector<double> gradient(const Network<float>& network, const Target& target, std::span<const float> point) {
  const double slope = slope_of(network);
  std::vector<std::vector<double>> activations = {{point.begin(), point.end()}};
  for (std::size_t l = 0; l < target.layer; ++l) {
    std::vector<double> h;
    for (std::size_t i = 0; i < network.layers()[l].units(); ++i) {
      const std::span<const float> weights = network.weights(l).row(i);
      double z = network.bias(l)[i];
      for (std::size_t k = 0; k < weights.size(); ++k) z += weights[k] * activations[l][k];
      h.push_back(z > 0 ? z : slope * z);
    }
    activations.push_back(std::move(h));
  }
  const std::span<const float> own = network.weights(target.layer).row(target.unit);
  std::vector<double> delta(own.begin(), own.end());
  for (double& d : delta) d *= target.direction;
  for (std::size_t l = target.layer; l-- > 0;) {
    std::vector<double> below(network.layers()[l].inputs());
    for (std::size_t i = 0; i < delta.size(); ++i) {
      const double gain = activations[l + 1][i] > 0 ? 1 : slope;
      if (gain == 0) continue;
      const std::span<const float> weights = network.weights(l).row(i);
      for (std::size_t k = 0; k < below.size(); ++k) below[k] += delta[i] * gain * weights[k];
    }
    delta = std::move(below);
  }
  return delta;
}

/// A network in its box, and all that is done to it.
class Trial {
 public:
  Trial(std::size_t index, const Activation& activation)
      : m_random(7, RandomStream::check, index),
        m_kind(k_kinds[index % k_kinds.size()]),
        m_box(random_box(m_random, random_width(m_random))),
        m_network(random_network(m_random, m_box, 1 + index / k_kinds.size() % 5, m_kind, activation)),
        m_source(m_box, m_random),
        m_evaluator(m_network) {
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l)
      for (std::size_t i = 0; i < m_network.layers()[l].units(); ++i)
        for (const double direction : {1.0, -1.0})
          m_targets.push_back({.layer = l, .unit = i, .direction = direction, .best = m_source.draw(1)});
  }

  /// At so many points of the box: random ones, corners, edges, and a search for each unit's highest and lowest.
  void attack(std::size_t points) {
    constexpr std::size_t k_batches_a_target = 8;
    std::vector<Lanes> batch(m_box.inputs()), z;
    for (std::size_t b = 0; b * k_lanes < points; ++b) {
      if (b % k_batches_a_target == 0) m_target = m_random.below(m_targets.size());
      Target& target = m_targets[m_target];
      const bool search = b % 4 != 0;
      std::vector<std::vector<float>> lanes;
      if (search) {
        const std::vector<float> start = chance(m_random, 0.5) ? target.best : m_source.draw(chance(m_random, 0.5));
        lanes = {target.best, m_source.highest(gradient(m_network, target, start))};
        while (lanes.size() < k_lanes) {
          lanes.push_back(lanes[chance(m_random, 0.7) ? 0 : 1]);
          m_source.mutate(lanes.back());
        }
      } else {
        const double at_corner = std::array{0.0, 0.5, 0.9, 1.0}[m_random.below(4)];
        while (lanes.size() < k_lanes) lanes.push_back(m_source.draw(at_corner));
      }
      for (std::size_t k = 0; k < batch.size(); ++k)
        for (std::size_t j = 0; j < k_lanes; ++j) batch[k][j] = lanes[j][k];
      m_evaluator.evaluate(batch, m_random, target.layer, z);
      for (std::size_t j = 0; j < k_lanes; ++j) {
        const float height = static_cast<float>(target.direction) * z[target.unit][j];
        if (height > target.height) target.height = height, target.best = lanes[j];
      }
    }
  }
  /// How many of the layer's witnesses are not in the box, or leave their unit silent in one of many ways to sum up.
  std::size_t count_silent(std::size_t layer, const std::vector<UnitProof>& proofs) {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < proofs.size(); ++i)
      if (proofs[i].witness) units.push_back(i);
    std::size_t silent = 0;
    for (std::size_t first = 0; first < units.size(); first += k_lanes) {
      const std::size_t count = std::min(k_lanes, units.size() - first);
      std::vector<Lanes> batch(m_box.inputs(), Lanes{}), z;
      std::array<bool, k_lanes> fires{};
      for (std::size_t j = 0; j < count; ++j) {
        const Witness& witness = *proofs[units[first + j]].witness;
        fires[j] = witness.size() == m_box.inputs() && m_source.contains(witness);
        for (std::size_t k = 0; k < batch.size(); ++k) batch[k][j] = witness[k];
      }
      for (int repetition = 0; repetition < 20; ++repetition) {
        m_evaluator.evaluate(batch, m_random, layer, z);
        for (std::size_t j = 0; j < count; ++j) fires[j] = fires[j] && z[units[first + j]][j] > 0;
      }
      silent += static_cast<std::size_t>(std::count(fires.begin(), fires.begin() + count, false));
    }
    return silent;
  }
  std::vector<std::vector<UnitProof>> proofs() {
    std::vector<std::vector<bool>> all_dead;
    const bool can_die = traits_of(m_network.activation().kind).can_die;
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l)
      all_dead.emplace_back(m_network.layers()[l].units(), can_die);
    constexpr std::size_t k_rows = 10;
    Matrix<float> rows = Matrix<float>::from_shape({k_rows, m_box.inputs()});
    for (std::size_t j = 0; j < k_rows; ++j)
      std::ranges::copy(m_source.draw(0.5), MatrixView<float>(rows).row(j).begin());
    return prove_on(m_network, m_box, all_dead, rows);
  }

  const std::vector<std::vector<Extremes>>& extremes() const { return m_evaluator.extremes(); }
  Kind kind() const { return m_kind; }

 private:
  Random m_random;
  Kind m_kind;
  InputBox m_box;
  Network<float> m_network;
  PointSource m_source;
  Evaluator m_evaluator;
  std::vector<Target> m_targets;
  std::size_t m_target = 0;
};

/// What was seen over all networks.
struct Record {
  std::size_t units = 0, inactive = 0, active = 0, witnesses = 0, unbounded = 0, outside = 0, refuted = 0, silent = 0;
  std::array<std::vector<double>, 5> looseness;  // per layer, of ordinary networks: width of the bounds / width seen
};

void compare(const UnitProof& proof, const Extremes& seen, Record& record) {
  ++record.units;
  const double lower = proof.lower.value, upper = proof.upper.value;
  const bool bounded = std::isfinite(lower) && std::isfinite(upper);
  if (!bounded) ++record.unbounded;
  if (std::isnan(lower) || std::isnan(upper) || seen.lowest < lower || seen.highest > upper) ++record.outside;
  if (bounded && seen.has_nan) ++record.outside;
  if (proof.verdict == ProofStatus::proven_inactive) {
    ++record.inactive;
    if (!(upper <= 0) || seen.highest > 0 || proof.witness) ++record.refuted;
  }
  if (proof.verdict == ProofStatus::proven_active) {
    ++record.active;
    if (!(lower > 0) || !(seen.lowest > 0)) ++record.refuted;
  }
}

Record run_trial(std::size_t index, const Activation& activation, std::size_t points, Record record) {
  Trial trial(index, activation);
  const std::vector<std::vector<UnitProof>> proofs = trial.proofs();
  trial.attack(points);
  const std::vector<std::vector<Extremes>> seen = trial.extremes();
  for (std::size_t l = 0; l < proofs.size(); ++l) {
    for (std::size_t i = 0; i < proofs[l].size(); ++i) {
      const UnitProof& proof = proofs[l][i];
      compare(proof, seen[l][i], record);
      const double width = static_cast<double>(seen[l][i].highest) - seen[l][i].lowest;
      if (trial.kind() == Kind::gaussian && width > 0)
        record.looseness[l].push_back((proof.upper.value - proof.lower.value) / width);
      if (proof.witness) ++record.witnesses;
    }
    record.silent += trial.count_silent(l, proofs[l]);
  }
  return record;
}

std::string describe(Record record, std::size_t points) {
  std::string text = std::to_string(k_networks) + " networks, " + std::to_string(points) +
                     " points each: " + std::to_string(record.units) + " units, " + std::to_string(record.inactive) +
                     " proven inactive, " + std::to_string(record.active) + " proven active, " +
                     std::to_string(record.witnesses) + " witnesses, " + std::to_string(record.unbounded) +
                     " unbounded. Width of the bounds over the width seen, median and 90th percentile by layer:";
  for (std::vector<double>& ratios : record.looseness) {
    if (ratios.empty()) continue;
    std::ranges::sort(ratios);
    text +=
        " " + std::to_string(ratios[ratios.size() / 2]) + " (" + std::to_string(ratios[ratios.size() * 9 / 10]) + ")";
  }
  return text;
}

Record run_trials(const Activation& activation, std::size_t points) {
  Record record;
  for (std::size_t index = 0; index < k_networks; ++index) {
    CAPTURE(index);
    const Record before = record;
    record = run_trial(index, activation, points, record);
    CHECK(record.outside == before.outside);
    CHECK(record.refuted == before.refuted);
    CHECK(record.silent == before.silent);
  }
  return record;
}

}  // namespace

TEST_CASE("no point of the box takes a unit out of its bounds, refutes a proof or leaves a witness silent") {
  const char* wanted = std::getenv("RELUSCOPE_FUZZ_POINTS");
  const std::size_t points = wanted != nullptr ? std::stoul(wanted) : 2000;
  const Record record = run_trials({}, points);
  // the attack is one only where there is something to attack
  CHECK(record.units > 2000);
  CHECK(record.inactive > 100);
  CHECK(record.active > 100);
  CHECK(record.witnesses > 1000);
  CHECK(record.unbounded > 10);
  if (wanted != nullptr) MESSAGE(describe(record, points));
}

TEST_CASE("of a leaky ReLU the same") {
  for (const double slope : {0.01, 0.3}) {
    CAPTURE(slope);
    const Record record = run_trials({.kind = ActivationKind::leaky_relu, .slope = slope}, 500);
    CHECK(record.units > 2000);
    CHECK(record.inactive > 100);
    CHECK(record.active > 100);
    CHECK(record.witnesses == 0);
  }
}

TEST_CASE("a bound holds where the processor takes denormal operands for zero") {
  // z is 5e-34 - 1e-39 x, which is -5e-34 at most, but 5e-34 where the weight counts as 0
  Network<float> network({1, 1, 1}, Activation());
  network.weights(0).row(0)[0] = -1e-39F;
  network.bias(0)[0] = 5e-34F;
  InputBox box;
  box.lower = {1e6}, box.upper = {2e6};
  volatile float weight = network.weights(0).row(0)[0], x = 1e6F, bias = network.bias(0)[0];
  float z = 0;
  {
    const Flushing flushing(true, true);
    z = weight * x + bias;
  }
  CHECK(z <= bounds_of(network, box)[0].upper[0].value);
}

}  // TEST_SUITE("soundness")
