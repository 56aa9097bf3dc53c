#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/dataset.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("validation data") {

namespace {

const std::string k_training = "x,s,y\n0,a,no\n10,b,yes\n5,c,no\n";

struct Loaded {
  Dataset data;
  std::string complaint;  // behind the validation file's name
};

/// Trains on one file, validates on another; minmax scaling, rows with gaps are dropped.
Loaded load(const std::string& training, const std::string& validation) {
  const TemporaryFile training_file(training), validation_file(validation);
  DataOptions options = csv_options(training_file);
  options.table.validation_path = validation_file.path();
  options.encoding.scale = Scaling::minmax;
  options.table.missing = MissingPolicy::drop;
  Loaded loaded;
  const std::string message = error_message([&] { loaded.data = load_dataset(options); });
  loaded.complaint =
      message.starts_with(validation_file.path()) ? message.substr(validation_file.path().size()) : message;
  return loaded;
}

std::vector<float> row(const Split& split, std::size_t j) {
  const auto inputs = MatrixView<const float>(split.inputs).row(j);
  return {inputs.begin(), inputs.end()};
}

}  // namespace

TEST_CASE("a validation file is encoded as the training file says, its columns found by name") {
  const auto [data, complaint] = load(k_training, "y,extra,s,x\nyes,?,c,20\n\nno,text,a,-5\n");
  REQUIRE(complaint.empty());
  CHECK(data.training.rows() == 3);
  REQUIRE(data.validation.rows() == 2);
  CHECK(row(data.validation, 0) == std::vector<float>{2, 0, 0, 1});
  CHECK(row(data.validation, 1) == std::vector<float>{-0.5, 1, 0, 0});
  CHECK(data.validation.labels == std::vector<std::int32_t>{1, 0});
  CHECK(data.validation.lines == std::vector<std::uint32_t>{2, 4});
  CHECK(data.validation_sha256.size() == 64);
  CHECK(data.validation_sha256 != data.sha256);
}

TEST_CASE("a category that is text in the training file may look like a number in the validation file") {
  const auto [data, complaint] = load("s,y\n1,no\nx,yes\n2,no\n", "s,y\n2,no\n1,yes\n");
  REQUIRE(complaint.empty());
  CHECK(row(data.validation, 0) == std::vector<float>{0, 1, 0});
  CHECK(row(data.validation, 1) == std::vector<float>{1, 0, 0});
}

TEST_CASE("what the training file does not have is reported with the validation file's line") {
  CHECK(load(k_training, "x,s,y\n1,a,no\n1,d,no\n").complaint ==
        ":3: column 's': 'd' does not occur in the training file; correct or remove the row");
  CHECK(load(k_training, "x,s,y\n1,a,maybe\n").complaint ==
        ":2: column 'y': 'maybe' does not occur in the training file; correct or remove the row");
  CHECK(load(k_training, "x,s,y\n1,a,no\nx,a,no\n")
            .complaint.starts_with(":3: column 'x': 'x' is not a number, as the column is in the training file; "));
  CHECK(load(k_training, "x,y\n1,no\n").complaint == ":1: no column 's', which the training file has; add it");
}

TEST_CASE("a category that the training file has only on dropped rows has no input, and is reported") {
  // 'b' has no input of its own: it must not be taken for its neighbour
  const std::string training = "x,s,y\n0,a,no\n,b,yes\n10,c,yes\n";
  CHECK(load(training, "x,s,y\n1,b,no\n").complaint ==
        ":2: column 's': 'b' does not occur in the training file; correct or remove the row");
}

TEST_CASE("a validation file of which no row is left is reported") {
  CHECK(load(k_training, "x,s,y\n,a,no\n")
            .complaint.starts_with(": every row has a missing cell and was dropped; use --missing mean"));
}

}  // TEST_SUITE("validation data")
