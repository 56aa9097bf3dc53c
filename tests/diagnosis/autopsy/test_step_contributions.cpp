#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <numeric>
#include <optional>

#include "diagnosis/autopsy/step_contributions.hpp"
#include "model/initialization.hpp"
#include "reference_network.hpp"
#include "single_thread.hpp"
#include "stats/evaluator.hpp"

using namespace reluscope;

TEST_SUITE("step contributions") {

namespace {

/// The network in double, by the definitions alone: no backpropagation, slopes are central differences.
class Naive {
 public:
  Naive(const Network<float>& network, const Samples& samples)
      : m_network(widths(network), Activation()), m_samples(samples) {
    std::ranges::copy(network.parameters(), m_network.parameters().begin());
  }

  /// Of each hidden layer, and the outputs.
  std::vector<std::vector<double>> preactivations(std::size_t row) const {
    return ReferencePass(m_network, m_samples.inputs.row(row)).z;
  }

  /// What goes into a layer.
  std::vector<double> inputs(std::size_t layer, std::size_t row) const {
    return ReferencePass(m_network, m_samples.inputs.row(row)).inputs[layer];
  }

  std::vector<double> mean_inputs(std::size_t layer) const {
    std::vector<double> means(m_network.layers()[layer].inputs());
    for (std::size_t j = 0; j < m_samples.rows(); ++j)
      for (std::size_t k = 0; k < means.size(); ++k)
        means[k] += inputs(layer, j)[k] / static_cast<double>(m_samples.rows());
    return means;
  }

  double mean_preactivation(UnitId id) const {
    double sum = 0;
    for (std::size_t j = 0; j < m_samples.rows(); ++j) sum += preactivations(j)[id.layer][id.unit];
    return sum / static_cast<double>(m_samples.rows());
  }

  double loss(std::size_t row) const {
    const std::vector<double> y = preactivations(row).back();
    if (m_samples.labels.empty()) return std::pow(y[0] - m_samples.values[row], 2);
    double sum = 0;
    for (const double value : y) sum += std::exp(value);
    return std::log(sum) - y[static_cast<std::size_t>(m_samples.labels[row])];
  }

  /// By parameter k.
  double slope(const std::function<double()>& value, std::size_t k) {
    constexpr double k_reach = 1e-6;
    double& parameter = m_network.parameters()[k];
    const double here = parameter;
    parameter = here + k_reach;
    const double above = value();
    parameter = here - k_reach;
    const double below = value();
    parameter = here;
    return (above - below) / (2 * k_reach);
  }

  std::size_t bias_position(UnitId id) const {
    return static_cast<std::size_t>(&m_network.bias(id.layer)[id.unit] - m_network.parameters().data());
  }
  /// ∂L_j/∂z, which is ∂L_j/∂b.
  double delta(UnitId id, std::size_t row) {
    return slope([&] { return loss(row); }, bias_position(id));
  }
  /// The parameters of the layers below.
  std::size_t parameters_below(std::size_t layer) const {
    std::size_t count = 0;
    for (std::size_t l = 0; l < layer; ++l) count += m_network.layers()[l].parameter_count();
    return count;
  }

 private:
  static std::vector<std::size_t> widths(const Network<float>& network) {
    std::vector<std::size_t> widths = {network.input_count()};
    for (const Dense<float>& layer : network.layers()) widths.push_back(layer.units());
    return widths;
  }

  Network<double> m_network;
  Samples m_samples;
};

/// A step of a random network of three hidden layers, and all of its units.
struct Step {
  Step(TrainingOptions how, bool classification, std::size_t warm_up = 0, std::size_t step = 0, std::size_t rows = 30)
      : options(how),
        network({3, 5, 4, 3, classification ? 3U : 1U}, Activation()),
        inputs(Matrix<float>::from_shape({rows, 3})) {
    Random random(5, RandomStream::check);
    initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.3}, random);
    for (float& x : inputs) x = static_cast<float>(0.5 + random.normal());
    for (std::size_t j = 0; j < rows; ++j) {
      if (classification)
        labels.push_back(static_cast<std::int32_t>(random.below(3)));
      else
        values.push_back(static_cast<float>(random.normal()));
    }
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      for (std::size_t i = 0; i < network.layers()[l].units(); ++i) units.push_back({l, i});
    Trainer trainer(network, samples(), options);
    trainer.start_epoch(1);
    for (std::size_t k = 0; k < warm_up; ++k) trainer.take_step(k % trainer.steps_per_epoch(), nullptr);

    network_before = network;
    before = means();
    optimizer = trainer.optimizer();
    batch.assign(trainer.rows_of_step(step).begin(), trainer.rows_of_step(step).end());
    const Samples all = samples();
    ContributionProbe probe(units, before, *optimizer, all, batch, options.clip_norm, options.optimizer.learning_rate);
    trainer.take_step(step, &probe);
    contributions = probe.contributions();
    after = means();
  }

  Samples samples() const { return {inputs, labels, values}; }
  MeanSnapshot means() const { return {network, column_means(inputs), evaluate(network, samples(), single_thread())}; }
  Naive naive() const { return {network_before, samples()}; }
  PreactivationChange change(std::size_t u) const {
    return change_between(network, before, after, units[u].layer, units[u].unit);
  }
  /// ∂L/∂θ of the batch, before clipping.
  std::vector<double> gradient() const {
    Naive naive = this->naive();
    std::vector<double> gradient(network.parameters().size());
    for (std::size_t k = 0; k < gradient.size(); ++k)
      for (const std::uint32_t row : batch)
        gradient[k] += naive.slope([&] { return naive.loss(row); }, k) / static_cast<double>(batch.size());
    return gradient;
  }
  /// What clipping multiplies it by.
  double clip_scale() const {
    double square = 0;
    for (const double g : gradient()) square += g * g;
    const double norm = std::sqrt(square);
    return options.clip_norm > 0 && norm > options.clip_norm ? options.clip_norm / norm : 1;
  }

  TrainingOptions options;
  Network<float> network, network_before = network;
  Matrix<float> inputs;
  std::vector<std::int32_t> labels;
  std::vector<float> values;
  std::vector<UnitId> units;
  MeanSnapshot before, after;
  std::optional<Optimizer> optimizer;  // before the step
  std::vector<std::uint32_t> batch;
  std::vector<StepContributions> contributions;  // per unit
};

TrainingOptions by(OptimizerKind kind, double learning_rate, std::size_t batch_size, double decay = 0,
                   double clip_norm = 0) {
  TrainingOptions options{.batch_size = batch_size, .clip_norm = clip_norm};
  options.optimizer = {.kind = kind, .learning_rate = learning_rate, .weight_decay = decay};
  return options;
}

double size_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0, [](double s, double v) { return s + std::abs(v); });
}

/// Each to 1e-4 of what they are together; returns that.
double check_close(const std::vector<double>& values, const std::vector<double>& expected) {
  REQUIRE(values.size() == expected.size());
  const double size = size_of(expected);
  for (std::size_t j = 0; j < values.size(); ++j) CHECK(std::abs(values[j] - expected[j]) <= 1e-4 * size + 1e-9);
  return size;
}

const std::vector<OptimizerKind> k_all_kinds = {OptimizerKind::sgd,      OptimizerKind::momentum,
                                                OptimizerKind::nesterov, OptimizerKind::rmsprop,
                                                OptimizerKind::adam,     OptimizerKind::adamw};

}  // namespace

TEST_CASE("under plain SGD a row contributes -(lr/B) dL_j/dz (h_j . mean h + 1)") {
  for (const bool classification : {true, false}) {
    for (const std::size_t batch_size : {7U, 0U}) {
      for (const std::size_t at : {0U, 4U}) {  // the fifth batch is the 2 rows that are left
        for (const double clip_norm : {0.0, 0.05}) {
          if (batch_size == 0 && at > 0) continue;
          CAPTURE(classification);
          CAPTURE(batch_size);
          CAPTURE(at);
          CAPTURE(clip_norm);
          const Step step(by(OptimizerKind::sgd, 0.2, batch_size, 0, clip_norm), classification, 0, at);
          CHECK(step.batch.size() == (batch_size == 0 ? 30 : at == 4 ? 2 : 7));
          Naive naive = step.naive();
          const double scale = step.clip_scale();
          CHECK((scale < 1) == (clip_norm > 0));
          double size = 0;
          for (std::size_t u = 0; u < step.units.size(); ++u) {
            const std::vector<double> means = naive.mean_inputs(step.units[u].layer);
            std::vector<double> expected;
            for (const std::uint32_t row : step.batch) {
              const std::vector<double> h = naive.inputs(step.units[u].layer, row);
              const double product = std::inner_product(h.begin(), h.end(), means.begin(), 1.0);
              expected.push_back(-0.2 / static_cast<double>(step.batch.size()) * scale *
                                 naive.delta(step.units[u], row) * product);
            }
            size += check_close(step.contributions[u].of_rows, expected);
            CHECK(step.contributions[u].of_state == 0);
          }
          CHECK(size > 0.001);
        }
      }
    }
  }
}

TEST_CASE("the contributions through a unit's own parameters add up to what its bias and weights did to its mean") {
  for (const OptimizerKind kind : k_all_kinds) {
    for (const double decay : {0.0, 0.1}) {
      for (const std::size_t warm_up : {0U, 1U, 6U}) {
        for (const double clip_norm : {0.0, 0.05}) {
          CAPTURE(static_cast<int>(kind));
          CAPTURE(decay);
          CAPTURE(warm_up);
          CAPTURE(clip_norm);
          const Step step(by(kind, 0.02, 7, decay, clip_norm), true, warm_up, 2);
          for (std::size_t u = 0; u < step.units.size(); ++u) {
            const std::vector<double>& rows = step.contributions[u].of_rows;
            const PreactivationChange change = step.change(u);
            const double sum = std::accumulate(rows.begin(), rows.end(), step.contributions[u].of_state);
            const double size = size_of(rows) + std::abs(step.contributions[u].of_state);
            CHECK(std::abs(sum - (change.bias + change.weights)) <= 1e-4 * size + 2e-7);
          }
        }
      }
    }
  }
}

TEST_CASE("what the optimizer carries in is what it would do on a gradient of 0") {
  // of momentum and the decay it adds; Adam's second moment has this step's gradient in it
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::nesterov}) {
    CAPTURE(static_cast<int>(kind));
    const Step step(by(kind, 0.05, 7, 0.1), true, 4, 4);
    Network<float> moved = step.network_before;
    Optimizer optimizer = *step.optimizer;
    optimizer.step(moved.parameters(), std::vector<float>(moved.parameters().size()), 0.05);
    for (std::size_t u = 0; u < step.units.size(); ++u) {
      const auto [layer, unit] = step.units[u];
      const std::vector<double>& means = step.before.input_means(layer);
      double expected = static_cast<double>(moved.bias(layer)[unit]) - step.network_before.bias(layer)[unit];
      for (std::size_t k = 0; k < means.size(); ++k)
        expected += means[k] * (static_cast<double>(moved.weights(layer).row(unit)[k]) -
                                step.network_before.weights(layer).row(unit)[k]);
      CHECK(step.contributions[u].of_state == doctest::Approx(expected).epsilon(1e-3));
    }
  }
}

TEST_CASE("a row contributes through the layers below the slope of the mean times its part of their step") {
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::adam}) {
    for (const double clip_norm : {0.0, 0.05}) {
      for (const std::size_t at : {0U, 4U}) {
        CAPTURE(static_cast<int>(kind));
        CAPTURE(clip_norm);
        CAPTURE(at);
        const Step step(by(kind, 0.05, 7, 0.1, clip_norm), at == 0, 3, at);
        Naive naive = step.naive();
        const std::vector<double> gradient = step.gradient();
        const double scale = step.clip_scale();
        double size = 0;
        for (std::size_t u = 0; u < step.units.size(); ++u) {
          const UnitId id = step.units[u];
          if (id.layer == 0) {
            CHECK(step.contributions[u].of_rows_below.empty());
            continue;
          }
          std::vector<double> expected(step.batch.size());
          for (std::size_t k = 0; k < naive.parameters_below(id.layer); ++k) {
            const double slope = naive.slope([&] { return naive.mean_preactivation(id); }, k);
            const double gain =
                step_terms(*step.optimizer, k, step.network_before.parameters()[k], scale * gradient[k], 0.05)
                    .gradient_factor;
            for (std::size_t j = 0; j < expected.size(); ++j)
              expected[j] -= slope * gain * scale / static_cast<double>(expected.size()) *
                             naive.slope([&] { return naive.loss(step.batch[j]); }, k);
          }
          size += check_close(step.contributions[u].of_rows_below, expected);
        }
        CHECK(size > 0.001);
      }
    }
  }
}

TEST_CASE(
    "the contributions through the layers below add up, for small steps, to what the unit's inputs did to its mean") {
  for (const std::size_t rows : {30U, 600U}) {  // more than a block
    for (const bool classification : {true, false}) {
      CAPTURE(rows);
      CAPTURE(classification);
      const Step step(by(OptimizerKind::sgd, 1e-3, 7), classification, 0, 1, rows);
      std::size_t compared = 0;
      for (std::size_t u = 0; u < step.units.size(); ++u) {
        if (step.units[u].layer == 0) continue;
        const std::vector<double>& below = step.contributions[u].of_rows_below;
        CHECK(below.size() == 7);
        const double sum = std::accumulate(below.begin(), below.end(), 0.0);
        CHECK(std::abs(sum - step.change(u).inputs) <= 0.02 * size_of(below) + 1e-6);
        compared += std::abs(sum) > 1e-4;
      }
      CHECK(compared >= 5);
    }
  }
}

TEST_CASE("a unit that is closed on every row of the batch gets no contribution from them") {
  const TrainingOptions options = by(OptimizerKind::momentum, 0.1, 4);
  Network<float> network({1, 2, 1}, Activation());
  network.weights(0).row(0)[0] = 1, network.bias(0)[0] = -5;  // fires on the last row alone
  network.weights(0).row(1)[0] = 1;
  network.weights(1).row(0)[0] = network.weights(1).row(0)[1] = 1;
  Matrix<float> inputs = Matrix<float>::from_shape({5, 1});
  for (std::size_t j = 0; j < 5; ++j) inputs(j, 0) = static_cast<float>(j + 1 + j / 4);
  const std::vector<float> values = {-1, -1, -1, -1, -1};
  const Samples samples{inputs, {}, values};
  const std::vector<UnitId> units = {{0, 0}, {0, 1}};
  const std::vector<std::uint32_t> rows = {0, 1, 2, 3};
  const MeanSnapshot view(network, column_means(inputs), evaluate(network, samples, single_thread()));
  Trainer trainer(network, samples, options);
  ContributionProbe probe(units, view, trainer.optimizer(), samples, rows, 0, 0.1);
  trainer.step(samples.slice(0, 4), 0.1, &probe);
  const std::vector<StepContributions>& contributions = probe.contributions();
  CHECK(size_of(contributions[0].of_rows) == 0);
  // dL_j/dz = 2 (z_j + 1) is 4, 6, 8 and 10; the mean of the inputs is 3.2
  const std::vector<double> expected = {-0.1 * 4.2, -0.1 / 4 * 6 * 7.4, -0.1 / 4 * 8 * 10.6, -0.1 / 4 * 10 * 13.8};
  check_close(contributions[1].of_rows, expected);
}

TEST_CASE("a unit's own parameters, and how far they went") {
  Network<float> network({2, 3, 2, 1}, Activation());
  std::iota(network.parameters().begin(), network.parameters().end(), 0.0F);
  const OwnParameters own(network, {1, 1});  // behind 9 of the first layer and the 3 weights of its neighbour
  CHECK(own.inputs == 3);
  CHECK(own.weights == 12);
  CHECK(own.bias == 16);
  std::vector<float> from(network.parameters().begin(), network.parameters().end()), to = from;
  to[12] += 2, to[14] -= 3, to[16] += 6;
  to[11] += 100, to[15] += 100, to[17] += 100;  // others'
  CHECK(own.distance(from, to) == 7);
  CHECK(own.distance(from, from) == 0);
}

}  // TEST_SUITE("step contributions")
