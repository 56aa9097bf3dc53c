#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/dataset.hpp"
#include "diagnosis/findings/near_constants.hpp"

using namespace reluscope;

TEST_SUITE("near constants") {

namespace {

/// Of "x,z,y" and rows that are all trained on: x = values[j] or `common`, z = j.
std::vector<NearConstant> found(std::size_t rows, const std::vector<std::string>& values, const std::string& common) {
  std::string content = "x,z,y\n";
  for (std::size_t j = 0; j < rows; ++j)
    content += (j % 3 == 1 && j / 3 < values.size() ? values[j / 3] : common) + "," + std::to_string(j * j) + "," +
               std::to_string(j % 2) + "\n";
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  options.encoding.validation = 0;
  options.encoding.scale = Scaling::none;
  return near_constants_of(load_dataset(options, 0));
}

}  // namespace

TEST_CASE("a column that has another value on a row in 500 is found, with the distance of the farthest") {
  const auto one = found(100, {"7"}, "3");
  REQUIRE(one.size() == 1);
  CHECK(one[0].name == "x");
  CHECK(one[0].rows == 1);
  // of n rows with one off by d: mean d/n, variance d²(1/n − 1/n²)
  CHECK(one[0].deviations == doctest::Approx(0.99 / std::sqrt(0.01 - 0.0001)));
  CHECK(found(999, {"7", "8"}, "3").empty());
  const auto two = found(1000, {"2", "8"}, "3");
  REQUIRE(two.size() == 1);
  CHECK(two[0].rows == 2);
  const double mean = 4.0 / 1000;
  CHECK(two[0].deviations == doctest::Approx((5 - mean) / std::sqrt(26.0 / 1000 - mean * mean)));
  const auto below = found(1000, {"-2", "4"}, "3");
  REQUIRE(below.size() == 1);
  CHECK(below[0].deviations == doctest::Approx((5 - mean) / std::sqrt(26.0 / 1000 - mean * mean)));
  CHECK(found(1000, {"2", "8", "9"}, "3").empty());
}

TEST_CASE("not where there are few rows, nor of a constant, nor of categories") {
  CHECK(found(99, {"7"}, "3").empty());
  CHECK(found(600, {}, "3").empty());
  CHECK(found(600, {"rare"}, "common").empty());
}

}  // TEST_SUITE("near constants")
