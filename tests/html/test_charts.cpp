#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "html/chart_axis.hpp"
#include "html/interval_bar.hpp"
#include "html/line_chart.hpp"

using namespace reluscope;

TEST_CASE("an axis is linear, or linear in the logarithm") {
  const ChartAxis linear(0, 20, false, 50, 250);
  CHECK(linear.at(0) == doctest::Approx(50));
  CHECK(linear.at(5) == doctest::Approx(100));
  const ChartAxis logarithmic(0.01, 100, true, 0, 400);
  CHECK(logarithmic.at(0.1) == doctest::Approx(100));
  CHECK(logarithmic.at(1) == doctest::Approx(200));
}

TEST_CASE("ticks are round numbers within the axis") {
  CHECK(ChartAxis(0, 20, false, 0, 1).ticks(5) == std::vector<double>{0, 5, 10, 15, 20});
  CHECK(ChartAxis(0.13, 3.9, false, 0, 1).ticks(4) == std::vector<double>{1, 2, 3});
  CHECK(ChartAxis(-1, 1, false, 0, 1).ticks(4) == std::vector<double>{-1, -0.5, 0, 0.5, 1});
  const std::vector<double> decades = ChartAxis(1e-3, 1e4, true, 0, 1).ticks(10);
  REQUIRE(decades.size() == 8);
  for (std::size_t i = 0; i < decades.size(); ++i)
    CHECK(decades[i] == doctest::Approx(std::pow(10.0, static_cast<double>(i) - 3)));
  CHECK_FALSE(std::signbit(ChartAxis(0, 31, false, 0, 1).ticks(4).front()));
}

TEST_CASE("an axis of one value, of tiny and of huge ones has finite places") {
  for (const double value : {0.0, 3.5, -2.0, 1e-320, 1e299, -1e299, 1e9 + 0.25}) {
    const ChartAxis axis(value, value, false, 0, 100);
    CHECK(axis.at(value) == doctest::Approx(50));
    CHECK(axis.ticks(4).size() < 20);
  }
  CHECK(ChartAxis(1, std::nextafter(1, 2), false, 0, 100).ticks(5).size() < 20);
  CHECK(ChartAxis(0, 5e-324, false, 0, 100).ticks(5).size() < 20);
  CHECK(ChartAxis(7, 7, true, 0, 100).at(7) == doctest::Approx(50));
}

TEST_CASE("pixels have a decimal at most") {
  CHECK(pixels(1.0 / 3) == "0.3");
  CHECK(pixels(250) == "250");
}

TEST_CASE("a line goes through its points, with a gap where there is none") {
  constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
  const std::string chart = line_chart({.title = "a < b",
                                        .x_name = "epoch",
                                        .starts_at_0 = true,
                                        .lines = {{.name = "one", .x = {0, 1, 2, 3, 4}, .y = {0, 10, k_none, 5, 10}}}});
  // x from 48 to 316, y from 177 up to 10
  CHECK(chart.find("<path class=\"line s0\" d=\"M48 177L115 20M249 98.5L316 20\"/>") != std::string::npos);
  CHECK(chart.find("aria-label=\"a &lt; b\"") != std::string::npos);
  CHECK(chart.find("nan") == std::string::npos);
}

TEST_CASE("a chart of nothing is nothing") {
  CHECK(line_chart({.title = "t", .lines = {{.name = "one"}}}) == "");
  constexpr double k_infinite = std::numeric_limits<double>::infinity();
  CHECK(line_chart({.title = "t", .lines = {{.name = "one", .x = {0, 1}, .y = {k_infinite, -k_infinite}}}}) == "");
}

TEST_CASE("a chart of magnitudes is logarithmic, and leaves out what has no logarithm") {
  const std::string chart = line_chart({.title = "t", .lines = {{.name = "one", .x = {0, 1, 2}, .y = {1, 1e6, 1e3}}}});
  CHECK(chart.find("d=\"M48 177L182 20L316 98.5\"") != std::string::npos);
}

TEST_CASE("an interval lies on its line, and what is beyond at its end") {
  const std::string bar = interval_bar({.value = 0.5, .lower = 0.25, .upper = 7, .least = 0, .greatest = 1, .zero = 0});
  CHECK(bar.find("d=\"M23.5 7H79\"") != std::string::npos);
  CHECK(bar.find("cx=\"42\"") != std::string::npos);
  CHECK(bar.find("M5 2V12") != std::string::npos);
  CHECK(interval_bar({.value = std::numeric_limits<double>::quiet_NaN()}) == "");
}
