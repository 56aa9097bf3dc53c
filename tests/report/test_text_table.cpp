#include <doctest/doctest.h>

#include "report/text_table.hpp"

using namespace reluscope;

TEST_SUITE("text table") {

TEST_CASE("a table aligns names to the left and numbers to the right, by what they take on the screen") {
  CHECK(text_table({{"layer", "dead"}, {"0", "4 → 7"}, {"10", "0"}}) ==
        "layer   dead\n"
        "0      4 → 7\n"
        "10         0\n");
}

}  // TEST_SUITE("text table")
