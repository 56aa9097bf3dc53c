#include <doctest/doctest.h>

#include "report/time_text.hpp"

using namespace reluscope;

TEST_SUITE("time text") {

namespace {

const Painter k_plain(false);

LayerHistory history(const std::vector<std::int64_t>& dead, int every = 1) {
  LayerHistory history;
  for (const std::int64_t count : dead) {
    history.epoch.push_back(every * static_cast<int>(history.epoch.size()));
    history.dead.push_back(count);
  }
  return history;
}

constexpr std::int64_t k_rows = 1000;

/// A layer of units whose statuses are written as in the picture, a letter for each epoch: "..D".
LayerDiagnosis layer(const std::vector<std::string>& lives) {
  std::vector<EpochActivity> activity(lives.front().size());
  LayerDiagnosis layer;
  layer.units.resize(lives.size());
  for (std::size_t e = 0; e < activity.size(); ++e) {
    activity[e].epoch = static_cast<int>(e);
    layer.history.epoch.push_back(activity[e].epoch);
    std::vector<std::int64_t>& active_rows = activity[e].active_rows.emplace_back();
    for (const std::string& life : lives)
      active_rows.push_back(life[e] == 'D' ? 0 : life[e] == 's' ? 1 : life[e] == 'A' ? k_rows : k_rows / 2);
    layer.history.active_rows.push_back(active_rows);
  }
  const std::vector<std::vector<Lifecycle>> lifecycles = lifecycles_of(activity);
  for (std::size_t i = 0; i < lives.size(); ++i) layer.units[i].life = lifecycles[0][i];
  return layer;
}

Report report_on(const std::vector<LayerDiagnosis>& layers) {
  Report report;
  report.data.train_rows = k_rows;
  report.config = {{"sparse_below", 0.01}};
  report.layers = layers;
  report.training.emplace();
  if (!layers.empty())
    for (const int epoch : layers.front().history.epoch) report.training->history.push_back({.epoch = epoch});
  return report;
}

std::vector<std::string> worst_of(const std::vector<LayerDiagnosis>& layers, std::size_t width,
                                  const Painter& paint = k_plain) {
  return worst_units(report_on(layers), width, paint);
}

/// The lines of units alone, without the heading.
std::vector<std::string> lines(const std::vector<LayerDiagnosis>& layers, std::size_t width = 120) {
  std::vector<std::string> all = worst_of(layers, width);
  if (!all.empty()) all.erase(all.begin());
  return all;
}

}  // namespace

TEST_CASE("the count of dead units is a bar an epoch, in eighths of the layer, rounded up") {
  CHECK(dead_over_time(history({0, 1, 2, 3, 4, 5, 6, 7, 8}), 8, 80, k_plain) == "  dead .▁▂▃▄▅▆▇█ epochs 0 to 8");
  CHECK(dead_over_time(history({0, 1, 8, 9, 63, 64}), 64, 80, k_plain) == "  dead .▁▁▂██ epochs 0 to 5");
  CHECK(dead_over_time(history({0, 1, 2, 3}), 3, 80, k_plain) == "  dead .▃▆█ epochs 0 to 3");
  CHECK(dead_over_time(history({0, 1}), 1'000'000, 80, k_plain) == "  dead .▁ epochs 0 to 1");
}

TEST_CASE("the epochs are the tracked ones") {
  CHECK(dead_over_time(history({1, 0, 0}, 5), 1, 80, k_plain) == "  dead █.. epochs 0 to 10");
}

TEST_CASE("if no unit was ever dead there is no line") {
  CHECK(dead_over_time(history({0, 0, 0}), 8, 80, k_plain).empty());
  CHECK_FALSE(dead_over_time(history({0, 1, 0}), 8, 80, k_plain).empty());
}

TEST_CASE("with more epochs than room a bar is the highest of several") {
  std::vector<std::int64_t> dead(120);
  dead[1] = 1;    // the first bar is of epochs 0 and 1
  dead[50] = 4;   // the 26th of 50 and 51
  dead[119] = 8;  // the last of 118 and 119
  std::string bars = "▁";
  for (int c = 1; c < 60; ++c) bars += c == 25 ? "▄" : c == 59 ? "█" : ".";
  CHECK(dead_over_time(history(dead), 8, 200, k_plain) == "  dead " + bars + " epochs 0 to 119");
}

TEST_CASE("a line is as wide as there is room, with 20 bars at least") {
  const LayerHistory long_one = history(std::vector<std::int64_t>(1000, 1));
  CHECK(columns(dead_over_time(long_one, 8, 80, k_plain)) == 80);
  CHECK(columns(dead_over_time(long_one, 8, 60, k_plain)) == 60);
  for (const std::size_t narrow : {0U, 10U, 40U})
    CHECK(dead_over_time(long_one, 8, narrow, k_plain).find("▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ epochs") != std::string::npos);
}

TEST_CASE("with colour the bars are red, and nothing else") {
  CHECK(dead_over_time(history({0, 8}), 8, 80, Painter(true)) == "  dead \033[31m.█\033[0m epochs 0 to 1");
}

TEST_CASE("if no unit was ever dead there are no worst ones") {
  CHECK(worst_of({layer({".sA", "..."})}, 100).empty());
  CHECK(worst_of({}, 100).empty());
}

TEST_CASE("the worst units have a heading, and a line each that tells their lives") {
  std::vector<LayerDiagnosis> layers = {layer({"..D.", "DDDD", "...."}), layer({"s.DD", "D.DD", ".D.D", "DsA."})};
  layers[0].units[1].recovery = Recovery::none;
  layers[1].units[0].recovery = Recovery::optimizer;
  layers[1].units[1].recovery = Recovery::upstream;
  layers[1].units[1].recovery_share = 0.17;
  layers[1].units[2].recovery = Recovery::gradient;
  CHECK(worst_of(layers, 120) ==
        std::vector<std::string>{"the worst units, epochs 0 to 3", "  layer 0 unit 1  DDDD  born dead; for good",
                                 "  layer 1 unit 2  .D.D  died 2 times, last in epoch 3; may revive (gradient at 0)",
                                 "  layer 1 unit 1  D.DD  born dead, died in epoch 2; may revive (layers below, 17 %)",
                                 "  layer 1 unit 0  s.DD  died in epoch 2; may revive (optimizer state)",
                                 "  layer 0 unit 0  ..D.  died in epoch 2, back since epoch 3", "  … and 1 more"});
  for (const Word<RecoveryReason>& reason : k_words<RecoveryReason>) {
    layers[1].units[0].recovery_reason = reason.value;
    layers[1].units[0].recovery_share = 0.5;
    CHECK(worst_of(layers, 120)[4].ends_with(", 50 %)"));
    CHECK(worst_of(layers, 120)[4].find("()") == std::string::npos);
  }
  layers[1].units[0].life = {};
  CHECK(lines(layers).back() == "  layer 1 unit 3  DsA.  born dead, back since epoch 1");
}

TEST_CASE("the dead come before those that are back, and among them those that are so for good") {
  LayerDiagnosis one = layer({".D.D.", "....D", "....D"});
  one.units[1].recovery = Recovery::upstream;
  one.units[2].recovery = Recovery::none;
  const std::vector<std::string> all = lines({one});
  REQUIRE(all.size() == 3);
  CHECK(all[0].find("unit 2") != std::string::npos);
  CHECK(all[1].find("unit 1") != std::string::npos);
  CHECK(all[2].find("unit 0") != std::string::npos);
}

TEST_CASE("then come those that died most often, then the longest dead, then the first in the network") {
  const std::vector<std::string> all = lines({layer({"....D", "..DDD", ".D.DD", "..DDD"}), layer({"..DDD"})});
  REQUIRE(all.size() == 5);
  CHECK(all[0].find("layer 0 unit 2") != std::string::npos);
  CHECK(all[1].find("layer 0 unit 1") != std::string::npos);
  CHECK(all[2].find("layer 0 unit 3") != std::string::npos);
  CHECK(all[3].find("layer 1 unit 0") != std::string::npos);
  CHECK(all[4].find("layer 0 unit 0") != std::string::npos);
}

TEST_CASE("of those that are back the longest dead come first as well") {
  const std::vector<std::string> all = lines({layer({".D....", "..DDD."})});
  REQUIRE(all.size() == 2);
  CHECK(all[0].find("unit 1") != std::string::npos);
}

TEST_CASE("five are shown, and the rest are counted") {
  CHECK(lines({layer(std::vector<std::string>(5, "D"))}).size() == 5);
  const std::vector<std::string> all = lines({layer(std::vector<std::string>(40, "D"))});
  REQUIRE(all.size() == 6);
  CHECK(all.back() == "  … and 35 more");
}

TEST_CASE("names of different lengths are padded") {
  std::vector<std::string> lives(101, ".");
  lives[3] = lives[100] = "D";
  const std::vector<std::string> all = lines({layer(lives)});
  CHECK(all[0] == "  layer 0 unit 3    D  born dead");
  CHECK(all[1] == "  layer 0 unit 100  D  born dead");
}

TEST_CASE("with more epochs than room a cell is the worst of several") {
  std::string life(120, 'A');
  life[1] = 'D';
  life[51] = 's';
  life[118] = '.';
  std::string cells = "D" + std::string(24, 'A') + "s" + std::string(33, 'A') + ".";
  CHECK(lines({layer({life})}, 200)[0] == "  layer 0 unit 0  " + cells + "  died in epoch 1, back since epoch 2");
}

TEST_CASE("with colour a cell is the letter of its status in its colour") {
  const std::vector<std::string> all = worst_of({layer({"sD"})}, 100, Painter(true));
  REQUIRE(all.size() == 2);
  CHECK(all[1].find("\033[33ms\033[0m\033[31mD\033[0m") != std::string::npos);
}

}  // TEST_SUITE("time text")
