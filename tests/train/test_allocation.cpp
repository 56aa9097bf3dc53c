#include <atomic>
#include <cstdlib>
#include <doctest/doctest.h>
#include <new>

#include "stats/gradient_stats.hpp"
#include "train/reference.hpp"
#include "train/trainer.hpp"

// The compiler sees free() behind our own operator delete, and takes it for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace {

std::atomic<std::size_t> allocations = 0;

void* counted_allocation(std::size_t size, std::size_t alignment) {
  ++allocations;
  if (void* p = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)) return p;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted_allocation(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted_allocation(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return counted_allocation(size, alignof(std::max_align_t));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t& /*tag*/) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

using namespace reluscope;

TEST_SUITE("allocation") {

namespace {

/// Adds up the gradients, as the tracker does.
class Accountant : public TrainingObserver {
 public:
  explicit Accountant(const Network<float>& network) : tally(network) {}
  ObserverDecision epoch_ended(const EpochEnd&) override { return ObserverDecision::proceed; }
  void gradient_computed(const StepGradient& step) override { tally.add(step); }
  void training_ended(const EpochEnd&) override {}

  GradientStats tally;
};

}  // namespace

TEST_CASE("a training step allocates nothing, with any optimizer and for both losses") {
  for (const std::string task : {"classification", "regression"}) {
    for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::nesterov,
                                     OptimizerKind::rmsprop, OptimizerKind::adam, OptimizerKind::adamw}) {
      const ReferenceTask reference_task(task);
      Network<float> network = reference_task.network();
      TrainingOptions options{.batch_size = 4, .clip_norm = 1};
      options.optimizer.kind = kind;
      Trainer trainer(network, reference_task.samples(), options);
      trainer.step(reference_task.samples().slice(0, 4), 0.01);
      const std::size_t before = allocations;
      trainer.step(reference_task.samples().slice(4, 4), 0.01);
      trainer.step(reference_task.samples().slice(8, 2), 0.01);  // a smaller last batch neither
      CHECK(allocations == before);
    }
  }
}

TEST_CASE("an observer that tallies gradients allocates nothing in a step, from the first one on") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Accountant accountant(network);
  Trainer trainer(network, reference_task.samples(), {.batch_size = 4});
  trainer.step(reference_task.samples().slice(0, 4), 0.01);
  const std::size_t before = allocations;
  trainer.step(reference_task.samples().slice(4, 4), 0.01, &accountant);
  trainer.step(reference_task.samples().slice(8, 2), 0.01, &accountant);
  accountant.tally.clear();
  trainer.step(reference_task.samples().slice(0, 4), 0.01, &accountant);
  CHECK(allocations == before);
  CHECK(accountant.tally.rows() == 4);
}

TEST_CASE("the counter of allocations counts") {
  const std::size_t before = allocations;
  const std::vector<int> something(100);
  CHECK(allocations > before);
}

}  // TEST_SUITE("allocation")
