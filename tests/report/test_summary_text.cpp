#include <doctest/doctest.h>
#include <sstream>

#include "report/summary_text.hpp"

using namespace reluscope;

namespace {

Report report_of_a_sick_network() {
  Report report;
  report.data.path = "digits.csv";
  report.data.train_rows = 1438;
  report.data.encoding.target = "digit";
  report.data.encoding.classes = {"0", "1"};
  report.model.layers = {{"hidden_0", 64, 4, "relu"}, {"output", 4, 2, "identity"}};
  report.training.history = {{.epoch = 20, .training = {.loss = 0.5, .accuracy = 0.75, .r2 = {}}, .validation = {}}};
  LayerDiagnosis layer;
  layer.units.resize(4);
  layer.units[0].status = UnitStatus::dead;
  layer.units[1].status = UnitStatus::sparse;
  layer.units[3].status = UnitStatus::always_active;
  layer.dead = layer.sparse = layer.always_active = 1;
  report.layers = {layer};
  report.summary = Summary(report.layers);
  report.findings = {{"dead-units", Severity::warning, "1 of 4 hidden units is dead", {}, "lower --lr"}};
  report.gates = {{"dead > 0", 1, false}};
  return report;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

}  // namespace

TEST_CASE("the summary names the numbers that matter and draws a cell a unit") {
  const std::string text = summary_text(report_of_a_sick_network(), {});
  CHECK(text.find("digits.csv: 1,438 training rows") != std::string::npos);
  CHECK(text.find("network 64-4-2") != std::string::npos);
  CHECK(text.find("after 20 epochs: loss 0.5, accuracy 75 %") != std::string::npos);
  CHECK(text.find("layer 0  4 units: 1 dead, 1 sparse, 1 always active\n  Ds.A\n") != std::string::npos);
  CHECK(text.find("warning: 1 of 4 hidden units is dead\n  try: lower --lr\n") != std::string::npos);
  CHECK(text.find("verdict: fail (gate failed: dead > 0 (it is 1))") != std::string::npos);
}

TEST_CASE("without colour there is no escape byte, with colour there is") {
  CHECK(summary_text(report_of_a_sick_network(), {}).find('\033') == std::string::npos);
  CHECK(summary_text(report_of_a_sick_network(), {.is_terminal = true, .colour = true}).find("\033[31m■") !=
        std::string::npos);
}

TEST_CASE("on a terminal no line is wider than it") {
  Report report = report_of_a_sick_network();
  report.findings.front().message =
      "a message of many words that goes on and on and has to be broken into lines somewhere";
  report.layers.front().units.resize(300);
  for (const std::size_t width : {40U, 80U, 200U})
    for (const std::string& line : lines(summary_text(report, {.is_terminal = true, .width = width})))
      CHECK(line.size() <= width);
}
