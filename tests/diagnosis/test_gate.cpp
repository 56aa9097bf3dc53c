#include <doctest/doctest.h>

#include "diagnosis/gate.hpp"
#include "diagnosis/summary.hpp"
#include "support/error.hpp"

using namespace reluscope;

TEST_SUITE("gate") {

namespace {

/// A layer of 8 units of which `dead` are dead and `sparse` are sparse.
LayerDiagnosis layer(std::int64_t dead, std::int64_t sparse) {
  LayerDiagnosis l;
  l.units.resize(8);
  l.dead = dead;
  l.sparse = sparse;
  l.apoz = 0.5;
  return l;
}

const Summary k_summary({layer(4, 0), layer(0, 2)});

bool passes(const std::string& rule) { return Gate(rule).judge(k_summary.metrics()).passed; }

}  // namespace

TEST_CASE("the summary adds up over the layers") {
  CHECK(k_summary["units"] == 16);
  CHECK(k_summary["dead"] == 4);
  CHECK(k_summary["dead_fraction"] == 0.25);
  CHECK(k_summary["max_layer_dead_fraction"] == 0.5);
  CHECK(k_summary["sparse_fraction"] == 0.125);
  CHECK(k_summary["max_layer_sparse_fraction"] == 0.25);
  CHECK(k_summary["apoz"] == 0.5);
  CHECK(k_summary["network_dead"] == 0);
  CHECK(Summary({layer(8, 0), layer(0, 0)})["network_dead"] == 1);
}

TEST_CASE("a run fails where the rule holds") {
  CHECK_FALSE(passes("dead_fraction > 0.2"));
  CHECK(passes("dead_fraction > 0.25"));
  CHECK_FALSE(passes("dead_fraction >= 0.25"));
  CHECK_FALSE(passes("dead < 5"));
  CHECK(passes("dead < 4"));
  CHECK_FALSE(passes("dead <= 4"));
  CHECK_FALSE(passes("dead == 4"));
  CHECK(passes("dead != 4"));
  CHECK_FALSE(passes("max_layer_dead_fraction>=.5"));
  CHECK(passes("  network_dead == 1  "));
}

TEST_CASE("a rule that is not one says what a rule is") {
  for (const std::string rule :
       {"", "dead", "dead > ", "> 3", "dead 3", "dead > x", "dead > nan", "dead => 3", "dead > 3 4"})
    CHECK_THROWS_AS(Gate{rule}, UserError);
  CHECK_THROWS_WITH(Gate("dead > "), doctest::Contains("METRIC OPERATOR NUMBER"));
}

TEST_CASE("an unknown metric is answered with the metrics there are") {
  CHECK_THROWS_WITH(
      passes("deaf > 3"),
      doctest::Contains("no metric 'deaf' (did you mean 'dead'?); the metrics are units, dead, dead_fraction"));
}

TEST_CASE("a gate judges whatever has names and values") {
  const Metrics metrics = {{"tiredness", Metric::Kind::fraction, 0.75}};
  CHECK_FALSE(Gate("tiredness > 0.5").judge(metrics).passed);
  CHECK(Gate("tiredness > 0.5").judge(metrics).value == 0.75);
  CHECK_THROWS_AS(Gate("dead > 0").judge(metrics), UserError);
}

}  // TEST_SUITE("gate")
