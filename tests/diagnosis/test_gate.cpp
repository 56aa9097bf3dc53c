#include <doctest/doctest.h>
#include <limits>

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

const Summary k_summary(std::vector{layer(4, 0), layer(0, 2)});

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
  CHECK(Summary(std::vector{layer(8, 0), layer(0, 0)})["network_dead"] == 1);
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

TEST_CASE("a percentage is the fraction, to the last bit") {
  const auto fails_at = [](const std::string& rule, double value) {
    return !Gate(rule).judge({{"rate", Metric::Kind::fraction, value}}).passed;
  };
  CHECK(fails_at("rate == 5%", 0.05));
  CHECK(fails_at("rate == 5 %", 0.05));
  CHECK(fails_at("rate == 0.7%", 0.007));  // 0.7 / 100 is another double
  CHECK(0.7 / 100 != 0.007);
  CHECK(fails_at("rate == -12.5%", -0.125));
  CHECK(fails_at("rate == +.5%", 0.005));
  CHECK(fails_at("rate == 120%", 1.2));
  CHECK_FALSE(fails_at("rate > 5%", 0.05));
}

TEST_CASE("a percentage of what is no fraction is refused") {
  CHECK_THROWS_WITH(passes("dead > 5%"), doctest::Contains("dead is a count"));
  CHECK_THROWS_WITH(Gate("loss > 5%").judge({{"loss", Metric::Kind::number, 1}}), doctest::Contains("loss is none"));
  CHECK(passes("apoz > 90%"));
  for (const std::string rule : {"apoz > %", "apoz > 5%%", "apoz > 5e1%", "apoz > five%", "apoz > 5% 3", "apoz > nan%"})
    CHECK_THROWS_WITH(Gate{rule}, doctest::Contains("METRIC OPERATOR NUMBER"));
}

TEST_CASE("a metric without a value fails every rule, and says so") {
  const Metrics metrics = {{"r2", Metric::Kind::number, std::numeric_limits<double>::quiet_NaN()}};
  for (const std::string sign : {">", ">=", "<", "<=", "==", "!="}) {
    const GateResult result = Gate("r2 " + sign + " 0.5").judge(metrics);
    CHECK_FALSE(result.passed);
    CHECK(value_text(result) == "no value: it does not exist");
  }
  CHECK(value_text({"dead > 3", 4, false}) == "value 4");
}

TEST_CASE("of layers the message shows the names, and which there are") {
  const Metrics metrics = {{"dead", Metric::Kind::count, 3},
                           {"layers[0].dead", Metric::Kind::count, 1},
                           {"layers[0].apoz", Metric::Kind::fraction, 1},
                           {"layers[1].dead", Metric::Kind::count, 2},
                           {"layers[1].apoz", Metric::Kind::fraction, 1}};
  const auto judged = [&](const std::string& rule) { return Gate(rule).judge(metrics); };
  CHECK(judged("layers[1].dead > 1").value == 2);
  CHECK_THROWS_WITH(judged("layers[1].deaf > 1"), doctest::Contains("(did you mean 'layers[1].dead'?)"));
  CHECK_THROWS_WITH(judged("layer[1].dead > 1"), doctest::Contains("(did you mean 'layers[1].dead'?)"));
  CHECK_THROWS_WITH(
      judged("layers[2].dead > 1"),
      doctest::Contains("no metric 'layers[2].dead'; there is layers[0].NAME to layers[1].NAME, NAME being "
                        "one of dead, apoz"));
  CHECK_THROWS_WITH(judged("loss > 1"),
                    doctest::Contains("the metrics are dead, and those of a layer, such as layers[0].dead"));
}

TEST_CASE("a gate judges whatever has names and values") {
  const Metrics metrics = {{"tiredness", Metric::Kind::fraction, 0.75}};
  CHECK_FALSE(Gate("tiredness > 0.5").judge(metrics).passed);
  CHECK(Gate("tiredness > 0.5").judge(metrics).value == 0.75);
  CHECK_THROWS_AS(Gate("dead > 0").judge(metrics), UserError);
}

}  // TEST_SUITE("gate")
