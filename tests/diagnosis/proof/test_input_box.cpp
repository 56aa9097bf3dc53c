#include <algorithm>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

#include "diagnosis/proof/input_box.hpp"
#include "linalg/matrix.hpp"

using namespace reluscope;

TEST_SUITE("input box") {

namespace {

using Values = std::vector<double>;

/// Features in their order: 0 for a numeric one, the number of categories for another.
Encoding encoding_of(std::initializer_list<std::size_t> features) {
  Encoding encoding;
  for (const std::size_t count : features) {
    FeatureEncoding& feature = encoding.features.emplace_back();
    feature.categorical = count > 0;
    for (std::size_t c = 0; c < count; ++c) feature.categories.push_back(std::to_string(c));
  }
  return encoding;
}

using Row = std::initializer_list<float>;

InputBox box_around(std::initializer_list<Row> rows, const Encoding& encoding, double margin) {
  Matrix<float> matrix = Matrix<float>::from_shape({rows.size(), rows.begin()->size()});
  float* next = matrix.data();
  for (const Row& row : rows) next = std::ranges::copy(row, next).out;
  InputRange range(matrix.shape()[1]);
  range.add(matrix);
  return box_of(range, encoding, margin);
}

bool is_at(const InputBox::Group& group, std::size_t first, std::size_t count) {
  return group.first == first && group.count == count;
}

Values widened(float lower, float upper, double margin) {
  const double width = static_cast<double>(upper) - lower;
  return {lower - margin * width, upper + margin * width};
}

}  // namespace

TEST_CASE("the box spans what the rows span") {
  const InputBox box = box_around({{1, -5, 0}, {3, -7, 0}, {2, 4, -0.0F}}, encoding_of({0, 0, 0}), 0);
  CHECK(box.inputs() == 3);
  CHECK(box.lower == Values{1, -7, 0});
  CHECK(box.upper == Values{3, 4, 0});
  CHECK(box.groups.empty());
}

TEST_CASE("a single row is a box without width, whatever the margin") {
  for (const double margin : {0.0, 0.1, 100.0}) {
    const InputBox box = box_around({{0.1F, -7}}, encoding_of({0, 0}), margin);
    CHECK(box.lower == Values{0.1F, -7});
    CHECK(box.upper == Values{0.1F, -7});
  }
}

TEST_CASE("without a margin the bounds are the rows' floats") {
  const InputBox box = box_around({{0.1F, 1e-45F, 3e38F}, {0.7F, 3e-45F, -3e38F}}, encoding_of({0, 0, 0}), 0);
  CHECK(box.lower == Values{0.1F, 1e-45F, -3e38F});
  CHECK(box.upper == Values{0.7F, 3e-45F, 3e38F});
}

TEST_CASE("a margin is a share of the range, on each side; a constant column stays as it is") {
  const InputBox box = box_around({{0, 10, -0.3F}, {2, 10, 0.5F}}, encoding_of({0, 0, 0}), 0.1);
  CHECK(box.lower[0] == doctest::Approx(-0.2).epsilon(1e-12));
  CHECK(box.upper[0] == doctest::Approx(2.2).epsilon(1e-12));
  CHECK(Values{box.lower[1], box.upper[1]} == Values{10, 10});
  CHECK(Values{box.lower[2], box.upper[2]} == widened(-0.3F, 0.5F, 0.1));  // in double: no float is that
}

TEST_CASE("the width of a range may be beyond the floats") {
  const InputBox box = box_around({{-3e38F}, {3e38F}}, encoding_of({0}), 0.5);
  CHECK(box.lower[0] == doctest::Approx(-6e38));
  CHECK(box.upper[0] == doctest::Approx(6e38));
}

TEST_CASE("categories are groups from 0 to 1, or 0 alone where no row has them, whatever the margin") {
  // a number, three categories of which one is never seen, a number, one category, two categories filled with shares
  const Encoding encoding = encoding_of({0, 3, 0, 1, 2});
  for (const double margin : {0.0, 0.5}) {
    const InputBox box =
        box_around({{5, 1, 0, 0, -1, 1, 0.25F, 0.75F}, {6, 0, 0, 1, -3, 1, 0.25F, 0.75F}}, encoding, margin);
    CHECK(box.lower == Values{5 - margin, 0, 0, 0, -3 - 2 * margin, 0, 0, 0});
    CHECK(box.upper == Values{6 + margin, 1, 0, 1, -1 + 2 * margin, 1, 1, 1});
    REQUIRE(box.groups.size() == 3);
    CHECK(is_at(box.groups[0], 1, 3));
    CHECK(is_at(box.groups[1], 5, 1));
    CHECK(is_at(box.groups[2], 6, 2));
  }
}

TEST_CASE("where no row has any category of a column, each is possible") {
  const InputBox box = box_around({{0, 0, 2}, {0, 0, 3}}, encoding_of({2, 0}), 0);
  CHECK(box.lower == Values{0, 0, 2});
  CHECK(box.upper == Values{1, 1, 3});
}

TEST_CASE("magnitudes are those of the end that is farther from 0") {
  InputBox box;
  box.lower = {-3, 1, -2, 0}, box.upper = {1, 4, -1, 0};
  CHECK(box.magnitude() == Values{3, 4, 2, 0});
}

TEST_CASE("the highest corner goes with the signs of the coefficients, and to one input of each group") {
  InputBox box;
  box.lower = {-3, 0, 0, 0, 5, 0, 0}, box.upper = {1, 1, 1, 1, 7, 1, 1};
  box.groups = {{1, 3}, {5, 2}};
  CHECK(box.highest_corner(Values{2, 1, 3, 2, -1, 4, 9}) == Values{1, 0, 1, 0, 5, 0, 1});
  CHECK(box.highest_corner(Values{-2, -1, -3, -2, 1, -4, -9}) == Values{-3, 1, 0, 0, 7, 1, 0});
}

TEST_CASE("where coefficients are equal or 0, the highest corner is still a corner") {
  InputBox box;
  box.lower = {-3, 0, 0}, box.upper = {1, 1, 1};
  box.groups = {{1, 2}};
  const Values corner = box.highest_corner(Values{0, 0, 0});
  CHECK((corner[0] == -3 || corner[0] == 1));
  CHECK(corner[1] + corner[2] == 1);
  CHECK(corner[1] * corner[2] == 0);
}

}  // TEST_SUITE("input box")
