// What each part of a training step costs by itself, at the shapes of workloads (a), (b) and (c), and the whole step
// beside its parts. Google Benchmark; names are WORKLOAD/part, or WORKLOAD/part/layer.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "linalg/matmul.hpp"
#include "model/initialization.hpp"
#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "stats/activation_stats.hpp"
#include "stats/evaluator.hpp"
#include "stats/gradient_stats.hpp"
#include "support/random.hpp"
#include "train/loss.hpp"
#include "train/trainer.hpp"

namespace reluscope {
namespace {

struct Shape {
  std::string name;
  std::vector<std::size_t> widths;  // inputs, units of each hidden layer, classes
  std::size_t batch_size;
  std::size_t rows;  // that are trained on
};

/// A network in the middle of its training, with random rows.
struct Scene {
  explicit Scene(const Shape& shape)
      : batch_size(shape.batch_size), network(shape.widths, Activation()), gradient(network.parameters().size()) {
    Random random(0, RandomStream::check);
    initialize(network, {}, random);
    inputs = Matrix<float>::from_shape({shape.rows, shape.widths.front()});
    for (float& value : inputs) value = static_cast<float>(random.normal());
    for (std::size_t j = 0; j < shape.rows; ++j)
      labels.push_back(static_cast<std::int32_t>(random.below(shape.widths.back())));
    workspace = network.make_workspace(batch_size);
    MatrixView<float> outputs = network.forward(batch().inputs, workspace);
    loss_with_gradient(outputs, batch());
    network.backward(batch().inputs, outputs, workspace, gradient);
  }

  Samples samples() const { return {inputs, labels, {}}; }
  Samples batch() const { return samples().slice(0, batch_size); }
  MatrixView<const float> input_of(std::size_t layer) {
    return layer == 0 ? batch().inputs : MatrixView<const float>(workspace.outputs[layer - 1]);
  }
  /// ∂L/∂z of a layer; of the last it lies where its outputs were.
  MatrixView<float> delta_of(std::size_t layer) {
    return layer < network.hidden_layer_count() ? workspace.deltas[layer] : workspace.outputs[layer];
  }
  TrainingOptions training() const {
    TrainingOptions options;
    options.batch_size = batch_size;
    options.optimizer.learning_rate = 1e-6;  // the scene stays as it is, however long it is looked at
    return options;
  }

  std::size_t batch_size;
  Network<float> network;
  Matrix<float> inputs = Matrix<float>::from_shape({0, 0});
  std::vector<std::int32_t> labels;
  Workspace<float> workspace;
  AlignedVector<float> gradient;
};

using Counter = benchmark::Counter;

void count_flops(benchmark::State& state, std::size_t flops) {
  state.counters["FLOP/s"] = Counter(static_cast<double>(flops), Counter::kIsIterationInvariantRate);
}

/// The bytes that must be read and written, wherever they lie.
void count_bytes(benchmark::State& state, std::size_t floats) {
  state.counters["B/s"] = Counter(static_cast<double>(floats * sizeof(float)), Counter::kIsIterationInvariantRate);
}

using SharedScene = std::shared_ptr<Scene>;

void add_dense(const std::string& name, const SharedScene& scene, std::size_t l) {
  const Dense<float>& layer = scene->network.layers()[l];
  const std::size_t flops = 2 * scene->batch_size * layer.inputs() * layer.units();
  const std::string suffix = "/" + std::to_string(l);
  benchmark::RegisterBenchmark((name + "/dense_forward" + suffix).c_str(), [=](benchmark::State& state) {
    const Network<float>& network = scene->network;
    Matrix<float> y = Matrix<float>::from_shape({scene->batch_size, network.layers()[l].units()});
    for (auto _ : state) write_outputs(network, l, scene->input_of(l), MatrixView<float>(y));
    count_flops(state, flops);
  });
  benchmark::RegisterBenchmark((name + "/dense_backward_parameters" + suffix).c_str(), [=](benchmark::State& state) {
    for (auto _ : state)
      scene->network.layers()[l].backward_parameters(scene->input_of(l), scene->delta_of(l),
                                                     scene->network.of_layer(l, std::span(scene->gradient)));
    count_flops(state, flops);
  });
  if (l == 0) return;
  benchmark::RegisterBenchmark((name + "/dense_backward_inputs" + suffix).c_str(), [=](benchmark::State& state) {
    const Dense<float>& dense = scene->network.layers()[l];
    Matrix<float> below = Matrix<float>::from_shape({scene->batch_size, dense.inputs()});
    for (auto _ : state)
      dense.backward_inputs(std::as_const(scene->network).of_layer(l, std::as_const(scene->network).parameters()),
                            scene->delta_of(l), scene->input_of(l), below, scene->network.activation());
    count_flops(state, flops);
  });
}

/// The gradient is written over the logits, so each round trains on the gradients of the last: small numbers, as the
/// logits are.
void add_loss(const std::string& name, const SharedScene& scene) {
  benchmark::RegisterBenchmark((name + "/cross_entropy").c_str(), [=](benchmark::State& state) {
    Matrix<float> outputs = scene->workspace.outputs.back();
    for (auto _ : state) benchmark::DoNotOptimize(loss_with_gradient(outputs, scene->batch()));
    count_bytes(state, 2 * outputs.size());
  });
}

/// Of a block of a look after the other, on a copy of the same logits: a score writes over them.
void add_score(const std::string& name, const SharedScene& scene) {
  benchmark::RegisterBenchmark((name + "/score").c_str(), [=](benchmark::State& state) {
    Matrix<float> outputs = Matrix<float>::from_shape({scene->batch_size, scene->network.output_count()});
    const Matrix<float>& logits = scene->workspace.outputs.back();
    std::size_t block = 0;
    for (auto _ : state) {
      std::ranges::copy(logits, outputs.begin());
      const std::size_t first = block++ % (scene->samples().rows() / scene->batch_size) * scene->batch_size;
      benchmark::DoNotOptimize(score(outputs, scene->samples().slice(first, scene->batch_size)));
    }
  });
}

/// Over one block of a look again and again, as it lies in the cache when it has just been worked out.
void add_unit_tally(const std::string& name, const SharedScene& scene, std::size_t l) {
  benchmark::RegisterBenchmark((name + "/unit_tally/" + std::to_string(l)).c_str(), [=](benchmark::State& state) {
    Matrix<float> z = Matrix<float>::from_shape({k_block_rows, scene->network.layers()[l].units()});
    Random random(0, RandomStream::check);
    for (float& value : z) value = static_cast<float>(random.normal());
    const std::vector<float> bias(z.shape()[1]);
    ActivationStats tally(bias.size());
    for (auto _ : state) tally.activate_and_accumulate(z, bias, {});
    count_bytes(state, z.size());
  });
}

void add_tallies(const std::string& name, const SharedScene& scene) {
  benchmark::RegisterBenchmark((name + "/gradient_tally").c_str(), [=](benchmark::State& state) {
    GradientStats tally(scene->network);
    for (auto _ : state) tally.add({scene->batch_size, scene->network, scene->workspace, scene->gradient});
    std::size_t floats = scene->gradient.size();
    for (const Matrix<float>& delta : scene->workspace.deltas) floats += delta.size();
    count_bytes(state, floats);
  });
  for (std::size_t l = 0; l < scene->network.hidden_layer_count(); ++l) add_unit_tally(name, scene, l);
}

/// A look at as many rows as one thread takes at a time.
void add_look(const std::string& name, const SharedScene& scene) {
  benchmark::RegisterBenchmark((name + "/look").c_str(), [=](benchmark::State& state) {
    const Samples rows = scene->samples().slice(0, std::min<std::size_t>(8192, scene->samples().rows()));
    ActivityEvaluator evaluator(scene->network, rows);
    ThreadPool pool;
    for (auto _ : state) benchmark::DoNotOptimize(evaluator.evaluate(scene->network, pool));
  });
}

void add_optimizers(const std::string& name, const SharedScene& scene) {
  using enum OptimizerKind;
  const std::pair<const char*, OptimizerKind> kinds[] = {{"sgd", sgd},           {"momentum", momentum},
                                                         {"nesterov", nesterov}, {"rmsprop", rmsprop},
                                                         {"adam", adam},         {"adamw", adamw}};
  for (const auto& [kind_name, kind] : kinds)
    benchmark::RegisterBenchmark((name + "/optimizer/" + kind_name).c_str(), [=, kind = kind](benchmark::State& state) {
      Optimizer optimizer({.kind = kind}, scene->gradient.size());
      AlignedVector<float> parameters(scene->gradient.size(), 1.0F);
      for (auto _ : state) optimizer.step(parameters, scene->gradient, 1e-6);
      count_bytes(state, 3 * scene->gradient.size());
    });
}

/// `step` is on rows that lie together, `taken_step` gathers them first: the difference is the gathering.
void add_steps(const std::string& name, const SharedScene& scene) {
  benchmark::RegisterBenchmark((name + "/step").c_str(), [=](benchmark::State& state) {
    Network<float> network = scene->network;
    Trainer trainer(network, scene->samples(), scene->training());
    for (auto _ : state) benchmark::DoNotOptimize(trainer.step(scene->batch(), 1e-6));
  });
  benchmark::RegisterBenchmark((name + "/taken_step").c_str(), [=](benchmark::State& state) {
    Network<float> network = scene->network;
    Trainer trainer(network, scene->samples(), scene->training());
    trainer.start_epoch(1);
    const std::size_t full_steps = scene->samples().rows() / scene->batch_size;
    std::size_t step = 0;
    for (auto _ : state) benchmark::DoNotOptimize(trainer.take_step(step++ % full_steps, nullptr));
  });
  benchmark::RegisterBenchmark((name + "/shuffle_of_an_epoch").c_str(), [=](benchmark::State& state) {
    Network<float> network = scene->network;
    Trainer trainer(network, scene->samples(), scene->training());
    for (auto _ : state) trainer.start_epoch(1);
    state.counters["steps"] = static_cast<double>(trainer.steps_per_epoch());
  });
}

void add_all(const Shape& shape) {
  const auto scene = std::make_shared<Scene>(shape);
  for (std::size_t l = 0; l < scene->network.layers().size(); ++l) add_dense(shape.name, scene, l);
  add_loss(shape.name, scene);
  add_score(shape.name, scene);
  add_optimizers(shape.name, scene);
  add_tallies(shape.name, scene);
  add_look(shape.name, scene);
  add_steps(shape.name, scene);
}

void add_matmul(std::size_t m, std::size_t n, std::size_t k) {
  const std::string name = "matmul/" + std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    Matrix<float> a = Matrix<float>::from_shape({m, k}), b = Matrix<float>::from_shape({n, k});
    Matrix<float> c = Matrix<float>::from_shape({m, n});
    std::fill(a.begin(), a.end(), 0.5F);
    std::fill(b.begin(), b.end(), 0.25F);
    for (auto _ : state) matmul<float>(a, Transpose::no, b, Transpose::yes, c);
    count_flops(state, 2 * m * n * k);
  });
}

}  // namespace
}  // namespace reluscope

int main(int argc, char** argv) {
  using namespace reluscope;
  for (const Shape& shape : {Shape{"a", {64, 64, 32, 10}, 32, 1438}, Shape{"b", {28, 64, 32, 2}, 256, 400000},
                             Shape{"c", {28, 256, 256, 2}, 256, 400000}})
    add_all(shape);
  for (const std::size_t n : {32, 64, 128, 256, 512, 1024}) add_matmul(n, n, n);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
