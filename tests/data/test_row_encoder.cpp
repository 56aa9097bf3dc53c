#include <cstddef>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/dataset.hpp"

using namespace reluscope;

TEST_SUITE("row encoder") {

namespace {

using Rows = std::vector<std::vector<float>>;

/// The inputs of all rows, unscaled.
Rows inputs_of(const std::string& content, MissingPolicy missing = MissingPolicy::error) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  options.table.missing = missing;
  options.encoding.scale = Scaling::none;
  const Dataset data = load_dataset(options);
  Rows rows;
  for (std::size_t j = 0; j < data.training.rows(); ++j) {
    const auto row = MatrixView<const float>(data.training.inputs).row(j);
    rows.emplace_back(row.begin(), row.end());
  }
  return rows;
}

}  // namespace

TEST_CASE("numbers and texts may stand in any order: each becomes inputs of its own") {
  CHECK(inputs_of("a,s,b,c,t,d,y\n1,u,2,3,q,4,0\n5,v,6,7,r,8,1\n") ==
        Rows{{1, 1, 0, 2, 3, 1, 0, 4}, {5, 0, 1, 6, 7, 0, 1, 8}});
  CHECK(inputs_of("s,t,a,y\nu,q,2,0\nv,r,3,1\n") == Rows{{1, 0, 1, 0, 2}, {0, 1, 0, 1, 3}});
}

TEST_CASE("what is missing is filled in on either side of a text, and in it") {
  CHECK(inputs_of("a,s,b,y\n1,u,,0\n3,,4,1\n,v,8,0\n", MissingPolicy::mean) ==
        Rows{{1, 1, 0, 6}, {3, 0.5, 0.5, 4}, {2, 0, 1, 8}});
}

}  // TEST_SUITE("row encoder")
