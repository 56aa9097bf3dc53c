#include <algorithm>
#include <doctest/doctest.h>

#include "data/row_source.hpp"
#include "random_case.hpp"
#include "reference_network.hpp"
#include "single_thread.hpp"
#include "stats/class_predictions.hpp"

using namespace reluscope;

TEST_SUITE("class predictions") {

TEST_CASE("they are those of a plain computation, row by row") {
  const RandomCase random(10'000);  // more than a shard
  MemoryRows rows(random.inputs);
  ThreadPool pool(2);
  std::optional<ClassPredictions> predictions(std::in_place, random.network, random.labels);
  run_probes(random.network, rows, pool, predictions);
  ClassPredictions::Counts expected;
  for (std::size_t j = 0; j < random.labels.size(); ++j) {
    const ReferencePass pass(random.network, MatrixView<const float>(random.inputs).row(j));
    const auto& outputs = pass.z.back();
    ++expected[{random.labels[j], static_cast<std::int32_t>(std::ranges::max_element(outputs) - outputs.begin())}];
  }
  CHECK(predictions->rows() == expected);
}

}  // TEST_SUITE("class predictions")
