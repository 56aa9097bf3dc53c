#include <algorithm>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/dataset.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("dataset") {

namespace {

using Lines = std::vector<std::uint32_t>;
using Floats = std::vector<float>;

template <class Change>
Dataset load(const std::string& content, const Change& change, std::uint64_t seed = 0) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  change(options);
  return load_dataset(options, seed);
}

Dataset load(const std::string& content) {
  return load(content, [](DataOptions&) {});
}

/// "x,y" and n rows: x = j², y = j mod 2.
std::string squares(std::size_t n) {
  std::string content = "x,y\n";
  for (std::size_t j = 0; j < n; ++j) content += std::to_string(j * j) + "," + std::to_string(j % 2) + "\n";
  return content;
}

Dataset load_squares(std::size_t n, double validation, std::uint64_t seed = 0) {
  return load(
      squares(n), [&](DataOptions& options) { options.encoding.validation = validation; }, seed);
}

Floats row(const Split& split, std::size_t j) {
  const auto inputs = MatrixView<const float>(split.inputs).row(j);
  return {inputs.begin(), inputs.end()};
}

/// x of a file of squares on these rows, in double.
std::vector<double> squares_on(const Lines& lines) {
  std::vector<double> all;
  for (const std::uint32_t line : lines) all.push_back((line - 2.0) * (line - 2.0));
  return all;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("numbers are scaled, categories become 0 and 1, labels follow the classes") {
  const Dataset data = load("x,s,y\n1,b,dog\n2,a,cat\n3,c,dog\n4,b,emu\n");
  REQUIRE(data.training.rows() == 4);
  CHECK(data.validation.rows() == 0);
  const double deviation = std::sqrt(1.25);
  CHECK(row(data.training, 0) == Floats{static_cast<float>(-1.5 / deviation), 0, 1, 0});
  CHECK(row(data.training, 1) == Floats{static_cast<float>(-0.5 / deviation), 1, 0, 0});
  CHECK(row(data.training, 2) == Floats{static_cast<float>(0.5 / deviation), 0, 0, 1});
  CHECK(row(data.training, 3) == Floats{static_cast<float>(1.5 / deviation), 0, 1, 0});
  CHECK(data.encoding.classes == std::vector<std::string>{"cat", "dog", "emu"});
  CHECK(data.training.labels == std::vector<std::int32_t>{1, 0, 1, 2});
  CHECK(data.training.values.empty());
  CHECK(data.training.lines == Lines{2, 3, 4, 5});
}

TEST_CASE("the target of a regression is scaled too") {
  const Dataset data =
      load("x,y\n-2,0.5\n6,1.5\n1,2.5\n", [](DataOptions& options) { options.encoding.scale = Scaling::minmax; });
  CHECK(row(data.training, 0) == Floats{0});
  CHECK(row(data.training, 1) == Floats{1});
  CHECK(row(data.training, 2) == Floats{0.375F});
  const auto one = static_cast<float>(1 / std::sqrt(2.0 / 3));
  CHECK(data.training.values == Floats{-one, 0, one});
  CHECK(data.training.labels.empty());
}

TEST_CASE("a constant is exactly 0 on all training rows, and named") {
  std::string content = "c,x,s,y\n";
  for (int j = 0; j < 1000; ++j) content += "0.1," + std::to_string(j) + ",same," + std::to_string(j % 2) + "\n";
  for (const Scaling scaling : {Scaling::standard, Scaling::minmax}) {
    const Dataset data = load(content, [&](DataOptions& options) { options.encoding.scale = scaling; });
    CHECK(data.constant_features == std::vector<std::string>{"c", "s"});
    for (std::size_t j = 0; j < data.training.rows(); ++j) REQUIRE(row(data.training, j).front() == 0);
  }
}

TEST_CASE("the split holds out a fraction; the parts are disjoint, in file order, and cover all rows") {
  for (const std::size_t n : {3, 10, 103, 5000}) {
    const Dataset data = load_squares(n, 0.2);
    CHECK(data.validation.rows() == static_cast<std::size_t>(std::lround(0.2 * static_cast<double>(n))));
    CHECK(std::ranges::is_sorted(data.training.lines));
    CHECK(std::ranges::is_sorted(data.validation.lines));
    std::set<std::uint32_t> lines(data.training.lines.begin(), data.training.lines.end());
    lines.insert(data.validation.lines.begin(), data.validation.lines.end());
    CHECK(data.training.rows() + data.validation.rows() == n);
    CHECK(lines.size() == n);
    CHECK(*lines.begin() == 2);
    CHECK(*lines.rbegin() == n + 1);
  }
}

TEST_CASE("the split is the seed's") {
  const Lines lines = load_squares(200, 0.2, 5).validation.lines;
  CHECK(load_squares(200, 0.2, 5).validation.lines == lines);
  CHECK(load_squares(200, 0.2, 6).validation.lines != lines);
}

TEST_CASE("one table serves several encodings: each is that of a table read for it alone") {
  std::string content = "x,s,y\n";
  for (int j = 0; j < 500; ++j)
    content += (j % 7 == 3 ? "" : std::to_string(j * j)) + (j % 3 == 0 ? ",b," : ",a,") + std::to_string(j % 4) + "\n";
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  options.table.missing = MissingPolicy::mean;
  options.encoding.validation = 0.3;
  const Table table = read_table(options);
  for (const std::uint64_t seed : {1U, 2U}) {
    const Dataset data = encode_dataset(table,
                                        [&] {
                                          EncodingOptions seeded = options.encoding;
                                          seeded.split_seed = seed;
                                          return seeded;
                                        }()),
                  fresh = load_dataset(options, seed);
    CHECK(data.rows == fresh.rows);
    CHECK(data.encoding.features[0].shift == fresh.encoding.features[0].shift);
    CHECK((data.training.inputs == fresh.training.inputs));
    CHECK((data.validation.inputs == fresh.validation.inputs));
    CHECK(data.training.labels == fresh.training.labels);
    CHECK(data.validation.labels == fresh.validation.labels);
    CHECK(data.validation.lines == fresh.validation.lines);
    for (std::size_t j = 0; j < data.rows.training.size(); ++j)
      REQUIRE(data.training.lines[j] == table.lines[data.rows.training[j]]);
  }
}

TEST_CASE("the split is at random: each row is held out as often as any other") {
  std::vector<int> held_out(20);
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
    for (const std::uint32_t line : load_squares(20, 0.25, seed).validation.lines) ++held_out.at(line - 2);
  for (const int count : held_out) CHECK(std::abs(count - 250) < 4 * std::sqrt(1000 * 0.25 * 0.75));
}

TEST_CASE("each part has its own rows' values, scaled as the training rows say") {
  const Dataset data = load_squares(500, 0.3);
  const std::vector<double> x = squares_on(data.training.lines);
  const double mean = mean_of(x);
  double variance = 0;
  for (const double value : x) variance += (value - mean) * (value - mean) / static_cast<double>(x.size());
  for (const Split* split : {&data.training, &data.validation}) {
    const std::vector<double> values = squares_on(split->lines);
    for (std::size_t j = 0; j < split->rows(); ++j) {
      REQUIRE(row(*split, j)[0] == doctest::Approx((values[j] - mean) / std::sqrt(variance)).epsilon(1e-6));
      REQUIRE(split->labels[j] == static_cast<std::int32_t>(split->lines[j] % 2));
    }
  }
}

TEST_CASE("a missing number is the mean of the training rows, a missing text their shares, on both parts") {
  std::string content = "x,s,y\n";
  for (int j = 0; j < 100; ++j)
    content += (j % 10 == 3 ? "" : std::to_string(j * j)) + "," +
               (j % 10 == 4  ? ""
                : j % 3 == 0 ? "a"
                             : "b") +
               "," + std::to_string(j % 2) + "\n";
  const Dataset data = load(content, [](DataOptions& options) {
    options.table.missing = MissingPolicy::mean;
    options.encoding.scale = Scaling::none;
    options.encoding.validation = 0.4;
  });
  Lines with_number;
  double a = 0, texts = 0;
  for (const std::uint32_t line : data.training.lines) {
    const std::uint32_t j = line - 2;
    if (j % 10 != 3) with_number.push_back(line);
    if (j % 10 != 4) texts += 1;
    if (j % 10 != 4 && j % 3 == 0) a += 1;
  }
  const auto mean = static_cast<float>(mean_of(squares_on(with_number)));
  const Floats shares = {static_cast<float>(a / texts), static_cast<float>((texts - a) / texts)};
  for (const Split* split : {&data.training, &data.validation}) {
    int filled = 0;
    for (std::size_t i = 0; i < split->rows(); ++i) {
      const std::uint32_t j = split->lines[i] - 2;
      const Floats inputs = row(*split, i);
      CHECK(inputs[0] == doctest::Approx(j % 10 == 3 ? mean : static_cast<float>(j * j)).epsilon(1e-7));
      if (j % 10 == 4) CHECK(Floats(inputs.begin() + 1, inputs.end()) == shares);
      filled += j % 10 == 3 || j % 10 == 4 ? 1 : 0;
    }
    CHECK(filled > 0);
  }
  CHECK(data.rows_dropped == 0);
}

TEST_CASE("dropped rows are counted, and the lines of the others stay right") {
  const Dataset data =
      load("x,y\n1,0\n,1\n3,1\n", [](DataOptions& options) { options.table.missing = MissingPolicy::drop; });
  CHECK(data.rows_read == 3);
  CHECK(data.rows_dropped == 1);
  CHECK(data.training.lines == Lines{2, 4});
}

TEST_CASE("what cannot be split, or has nothing left, is reported with the cure") {
  const auto half = [](DataOptions& options) { options.encoding.validation = 0.2; };
  CHECK(error_message([&] {
          load(squares(2), half);
        }).ends_with(": 2 rows are too few to hold out a part of them; use --validation 0"));
  const auto drop = [](DataOptions& options) { options.table.missing = MissingPolicy::drop; };
  CHECK(error_message([&] {
          load("x,y\n,0\n,1\n", drop);
        }).find(": every row has a missing cell and was dropped; use --missing mean") != std::string::npos);
}

}  // TEST_SUITE("dataset")
