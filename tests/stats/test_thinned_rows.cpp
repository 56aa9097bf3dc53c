#include <doctest/doctest.h>
#include <vector>

#include "stats/thinned_rows.hpp"

using namespace reluscope;

TEST_SUITE("thinned rows") {

TEST_CASE("rows are evenly spaced, at most so many, and more than half of that") {
  for (const std::size_t length : {1, 7, 8, 9, 16, 17, 1'000, 1'023, 1'024, 1'025}) {
    ThinnedRows kept(8, 2);
    std::vector<float> rows;
    for (std::size_t j = 0; j < length; ++j) {
      rows.push_back(static_cast<float>(j));
      rows.push_back(-static_cast<float>(j));
    }
    const std::size_t cut = length / 3;  // a stream comes in pieces
    kept.add({rows.data(), cut, 2});
    kept.add({rows.data() + 2 * cut, length - cut, 2});
    const MatrixView<const float> sample = kept.rows();
    CHECK(kept.is_all() == (length <= 8));
    CHECK(sample.rows() <= 8);
    CHECK(2 * sample.rows() >= std::min<std::size_t>(length, 8));
    const float step = sample.rows() > 1 ? sample.row(1)[0] : 1;
    for (std::size_t j = 0; j < sample.rows(); ++j) {
      CHECK(sample.row(j)[0] == static_cast<float>(j) * step);
      CHECK(sample.row(j)[1] == -sample.row(j)[0]);
    }
    CHECK(static_cast<float>(length) - sample.row(sample.rows() - 1)[0] <= step);
  }
}

}  // TEST_SUITE("thinned rows")
