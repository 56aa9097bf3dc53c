#include <cmath>
#include <doctest/doctest.h>

#include "reference_network.hpp"
#include "single_thread.hpp"
#include "stats/evaluator.hpp"
#include "stats/random_case.hpp"

using namespace reluscope;

TEST_SUITE("evaluator") {

TEST_CASE("an evaluation is that of the rows one by one, over blocks, shards and threads") {
  for (const std::size_t rows : {1U, 255U, 256U, 257U, 9001U}) {
    CAPTURE(rows);
    const RandomCase random(rows);
    double loss = 0;
    std::size_t correct = 0;
    std::vector<std::vector<std::int64_t>> active = {std::vector<std::int64_t>(6), std::vector<std::int64_t>(5)};
    for (std::size_t j = 0; j < rows; ++j) {
      const ReferencePass pass(random.network, MatrixView<const float>(random.inputs).row(j));
      for (std::size_t l = 0; l < 2; ++l)
        for (std::size_t i = 0; i < pass.z[l].size(); ++i) active[l][i] += pass.z[l][i] > 0;
      const std::vector<double>& logits = pass.z[2];
      double sum = 0;
      for (const double z : logits) sum += std::exp(z);
      const auto label = static_cast<std::size_t>(random.labels[j]);
      loss += std::log(sum) - logits[label];  // −log softmax
      correct += static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin()) == label;
    }
    for (const unsigned threads : {1U, 2U}) {
      ThreadPool pool(threads);
      const EvaluationResult result = evaluate(random.network, random.samples(), pool);
      CHECK(result.rows == rows);
      CHECK(result.loss_sum == doctest::Approx(loss).epsilon(1e-5));
      CHECK(result.loss() == doctest::Approx(loss / static_cast<double>(rows)).epsilon(1e-5));
      CHECK(result.correct == correct);
      for (std::size_t l = 0; l < 2; ++l) CHECK(result.layers[l].active_rows == active[l]);
    }
  }
}

TEST_CASE("an evaluator forgets the pass before") {
  const RandomCase random(300);
  ActivityEvaluator evaluator(random.network, random.samples());
  const EvaluationResult first = evaluator.evaluate(random.network, single_thread());
  const EvaluationResult again = evaluator.evaluate(random.network, single_thread());
  CHECK(again.rows == 300);
  CHECK(again.loss_sum == first.loss_sum);
  CHECK(again.correct == first.correct);
  CHECK(again.layers[1].active_rows == first.layers[1].active_rows);
}

TEST_CASE("a pass that shows its activations to Gram matrices gives the same, and they are those of all rows") {
  const RandomCase random(9001);
  for (const unsigned threads : {1U, 2U}) {
    ThreadPool pool(threads);
    ActivityEvaluator evaluator(random.network, random.samples());
    const EvaluationResult plain = evaluator.evaluate(random.network, pool);
    ActivationGram grams(random.network, EvenRows{9001, 9001});
    const EvaluationResult shown = evaluator.evaluate(random.network, pool, grams);
    CHECK(shown.rows == plain.rows);
    CHECK(shown.loss_sum == plain.loss_sum);
    CHECK(shown.layers[0].square_sum == plain.layers[0].square_sum);
    const Matrix<double> gram = grams.take(1);
    for (std::size_t i = 0; i < 5; ++i)
      CHECK(gram(i, i) == doctest::Approx(plain.layers[1].square_sum[i]).epsilon(1e-6));
  }
}

TEST_CASE("rows without targets are counted, and have no loss") {
  const RandomCase random(10);
  const EvaluationResult result = evaluate(random.network, {random.inputs, {}, {}}, single_thread());
  CHECK(result.rows == 10);
  CHECK(result.loss_sum == 0);
  CHECK(result.correct == 0);
}

TEST_CASE("of regression the loss sum is that of the squared residuals") {
  Network<float> network({1, 1, 1}, Activation());
  std::ranges::fill(network.parameters(), 1.0F);  // x + 2 for x > −1
  const std::vector<float> x = {1, 2}, y = {0, 6};
  const EvaluationResult result = evaluate(network, {{x.data(), 2, 1}, {}, y}, single_thread());
  CHECK(result.loss_sum == 13);  // (3 − 0)² + (4 − 6)²
}

}  // TEST_SUITE("evaluator")
