#include <doctest/doctest.h>
#include <initializer_list>

#include "nn/openblas.hpp"

using namespace reluscope;

TEST_CASE("rows are multiplied in equal parts, none larger than OpenBLAS multiplies without copies") {
  int whole = 0, not_at_all = 0;
  for (const std::size_t rows : {1, 30, 100, 256, 1000}) {
    for (const std::size_t inputs : {1, 28, 64, 320, 321}) {
      for (const std::size_t units : {1, 16, 32, 64, 72, 73, 256}) {
        const std::size_t few = rows_at_once(rows, inputs, units);
        not_at_all += few == 0;
        whole += few == rows;
        if (few == 0) continue;
        CHECK(few * inputs * units <= 1'000'000);
        const std::size_t parts = (rows + few - 1) / few;
        CHECK(rows > (few - 1) * parts);  // with a row less in each there would be some left
      }
    }
  }
  CHECK(whole > 0);
  CHECK(not_at_all > 0);
}

TEST_CASE("no product is taken the other way where that would change the last bit") {
  CHECK(rows_at_once(64, 321, 32) == 0);                           // its sum has several parts
  if (!has_avx2_kernels()) CHECK(rows_at_once(256, 64, 72) == 0);  // half of the last vector
  CHECK(rows_at_once(256, 28, 73) == 256);
}
