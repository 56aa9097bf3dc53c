#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "diagnosis/proof/branch_and_bound.hpp"

using namespace reluscope;

TEST_SUITE("branch and bound") {

namespace {

/// Above 1 by so many units in the last place of a double.
double above_one(int steps) { return 1 + steps * std::numeric_limits<double>::epsilon(); }

/// Of one unit, x − 1, which is not proven to be silent so near to 1, and fires at no float there.
struct Search {
  Search(int from, int to) : network({1, 1, 1}, Activation()) {
    network.weights(0).row(0)[0] = 1;
    network.bias(0)[0] = -1;
    box.lower = {above_one(from)};
    box.upper = {above_one(to)};
  }

  Network<float> network;
  InputBox box;
};

constexpr double k_much = 1e7;

}  // namespace

TEST_CASE("a part between two doubles that have none between them cannot be split") {
  for (const int from : {0, 1}) {  // the middle is rounded down, and up
    const Search search(from, from + 1);
    const Bounder bounder(search.network, search.box);
    BranchAndBound branching(bounder, 0, 0);
    CHECK(branching.run(k_much) == 0);
    CHECK(branching.is_done());
    CHECK_FALSE(branching.proven_upper());
    CHECK_FALSE(branching.witness());
  }
}

TEST_CASE("the work up to where nothing can be split is counted") {
  const Search search(0, 16);
  const Bounder bounder(search.network, search.box);
  BranchAndBound branching(bounder, 0, 0);
  const double work = branching.run(k_much);
  CHECK(work > 0);
  CHECK(work < k_much / 10);
  CHECK(branching.is_done());
  CHECK_FALSE(branching.proven_upper());
}

}  // TEST_SUITE("branch and bound")
