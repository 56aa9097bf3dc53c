#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/fit_encoding.hpp"
#include "data/read_table.hpp"
#include "data/target.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("encoding") {

namespace {

using Rows = std::vector<std::uint32_t>;

/// Fitted on the given rows of a CSV, counted from 0; on all of them where none are given. `change`: made to the
/// options first.
template <class Change>
Encoding fit(const std::string& content, Rows rows, const Change& change) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  change(options);
  const Table table = read_table(options);
  if (rows.empty()) {
    rows.resize(table.cells.rows());
    std::iota(rows.begin(), rows.end(), 0);
  }
  const std::vector<ColumnStatistics> statistics = column_statistics(table, rows);
  Encoding encoding;
  fit_target(table, encoding);
  fit_features(table, rows, statistics, options.encoding.scale, encoding);
  fit_target_scale(table, rows,
                   options.encoding.scale_target == TargetScaling::standard ? Scaling::standard : Scaling::none,
                   encoding);
  return encoding;
}

Encoding fit(const std::string& content, const Rows& rows = {}) {
  return fit(content, rows, [](DataOptions&) {});
}

void no_scale(DataOptions& options) { options.encoding.scale = Scaling::none; }
void minmax(DataOptions& options) { options.encoding.scale = Scaling::minmax; }
void mean(DataOptions& options) { options.table.missing = MissingPolicy::mean; }

}  // namespace

TEST_CASE("a network has one input a number and one a category, in file order, and one output a class") {
  const Encoding encoding = fit("age,sex,fare,y\n1,m,2,a\n2,f,4,b\n3,m,6,c\n");
  CHECK(encoding.input_count() == 4);
  CHECK(encoding.input_names() == std::vector<std::string>{"age", "sex=f", "sex=m", "fare"});
  CHECK(encoding.output_count() == 3);
  CHECK(encoding.target == "y");
}

TEST_CASE("a regression has one output") {
  const Encoding encoding = fit("x,y\n1,0.5\n2,1.5\n");
  CHECK(encoding.task == Task::regression);
  CHECK(encoding.output_count() == 1);
  CHECK(encoding.classes.empty());
}

TEST_CASE("categories are sorted by their bytes") {
  const Encoding encoding = fit("x,y\nb,0\n10,1\nB,0\n9,1\n\xC3\xA9,0\na,0\n");
  CHECK(encoding.features[0].categories == std::vector<std::string>{"10", "9", "B", "a", "b", "\xC3\xA9"});
}

TEST_CASE("standard scaling is by the mean and the deviation of the population") {
  const FeatureEncoding x = fit("x,y\n1,0\n2,1\n3,0\n4,1\n").features[0];
  CHECK(x.shift == 2.5);
  CHECK(x.scale == doctest::Approx(std::sqrt(1.25)).epsilon(1e-15));
}

TEST_CASE("minmax scaling is by the least and the range") {
  const FeatureEncoding x = fit("x,y\n-2,0\n6,1\n1,0\n", {}, minmax).features[0];
  CHECK(x.shift == -2);
  CHECK(x.scale == 8);
}

TEST_CASE("without scaling a number stays as it is") {
  const FeatureEncoding x = fit("x,y\n-2,0\n6,1\n1,0\n", {}, no_scale).features[0];
  CHECK(x.shift == 0);
  CHECK(x.scale == 1);
}

TEST_CASE("a constant is scaled to 0 whatever the scaling, and stays as it is without") {
  const std::string content = "x,y\n0.1,0\n0.1,1\n0.1,0\n";
  for (const Scaling scaling : {Scaling::standard, Scaling::minmax}) {
    const FeatureEncoding x =
        fit(content, {}, [&](DataOptions& options) { options.encoding.scale = scaling; }).features[0];
    CHECK(x.shift == 0.1);
    CHECK(x.scale == 1);
  }
  CHECK(fit(content, {}, no_scale).features[0].shift == 0);
}

TEST_CASE("only the training rows are looked at for scaling and filling") {
  const std::string content = "x,s,y\n1,a,0\n100,b,1\n3,b,0\n,c,1\n8,a,1\n,b,0\n";
  const Encoding encoding = fit(content, {0, 2, 3, 4}, mean);
  CHECK(encoding.features[0].shift == 4);  // of 1, 3, 8
  CHECK(encoding.features[0].fill == std::vector<double>{4});
  CHECK(encoding.features[0].scale == doctest::Approx(std::sqrt(26.0 / 3)).epsilon(1e-15));
  CHECK(encoding.features[1].categories == std::vector<std::string>{"a", "b", "c"});
  CHECK(encoding.features[1].fill == std::vector<double>{0.5, 0.25, 0.25});  // a, b, c, a
}

TEST_CASE("a category has an input also where no training row has it") {
  const Encoding encoding = fit("s,y\na,0\nz,1\na,1\n", {0, 2}, mean);
  CHECK(encoding.features[0].categories == std::vector<std::string>{"a", "z"});
  CHECK(encoding.features[0].fill == std::vector<double>{1, 0});
}

TEST_CASE("nothing is filled in unless asked for") { CHECK(fit("x,s,y\n1,a,0\n2,b,1\n").features[1].fill.empty()); }

TEST_CASE("a category that only dropped rows have has no input") {
  const auto drop = [](DataOptions& options) { options.table.missing = MissingPolicy::drop; };
  CHECK(fit("s,x,y\na,1,0\nb,,1\nc,2,1\n", {}, drop).input_names() == std::vector<std::string>{"s=a", "s=c", "x"});
}

TEST_CASE("a column without a value on the training rows is reported with the cure") {
  const std::string content = "x,gap,y\n1,,0\n2,5,1\n3,NA,0\n";
  const std::string message = error_message([&] { fit(content, {0, 2}, mean); });
  CHECK(message.find(": column 'gap' has no value on any training row; use --drop gap") != std::string::npos);
  CHECK(message.starts_with("/tmp/"));
}

TEST_CASE("the target of a regression is scaled by its mean and deviation, unless told not to") {
  const std::string content = "x,y\n1,0.5\n2,1.5\n3,100\n4,2.5\n";
  const Encoding scaled = fit(content, {0, 1, 3});
  CHECK(scaled.target_shift == 1.5);
  CHECK(scaled.target_scale == doctest::Approx(std::sqrt(2.0 / 3)).epsilon(1e-15));
  const Encoding as_it_is =
      fit(content, {}, [](DataOptions& options) { options.encoding.scale_target = TargetScaling::none; });
  CHECK(as_it_is.target_shift == 0);
  CHECK(as_it_is.target_scale == 1);
  // features have their own option
  CHECK(fit(content, {}, no_scale).target_shift == 26.125);
}

}  // TEST_SUITE("encoding")
