#include <doctest/doctest.h>
#include <sstream>

#include "report/format.hpp"
#include "report/painting.hpp"
#include "report/summary_text.hpp"

using namespace reluscope;

TEST_SUITE("summary text") {

namespace {

Report report_of_a_sick_network() {
  Report report;
  report.data.path = "digits.csv";
  report.data.train_rows = 1438;
  report.data.target = "digit";
  report.data.classes = {"0", "1"};
  report.model.layers = {{"hidden_0", 64, 4, "relu"}, {"output", 4, 2, "identity"}};
  report.config = {{"sparse_below", 0.01}};
  report.training.emplace();
  report.training->history = {{.epoch = 0}, {.epoch = 20, .training = {.loss = 0.5, .accuracy = 0.75}}};
  LayerDiagnosis layer;
  layer.units.resize(4);
  layer.units[0].status = UnitStatus::dead;
  layer.units[1].status = UnitStatus::sparse;
  layer.units[3].status = UnitStatus::always_active;
  layer.dead = layer.sparse = layer.always_active = 1;
  layer.units[0].life.dead_spells = {{.from = 10, .to = 20}};
  layer.units[0].recovery = Recovery::none;
  layer.history.epoch = {0, 10, 20};
  layer.history.dead = {0, 1, 1};
  layer.history.active_rows = {{700, 700, 700, 700}, {0, 3, 700, 700}, {0, 3, 700, 700}};
  report.layers = {layer};
  report.summary = Summary(report.layers);
  report.findings = {
      {.code = "learning-rate",
       .severity = Severity::warning,
       .message = "the learning rate of 1 is too high",
       .advice = "lower the learning rate",
       .cure = "--lr 0.1"},
      {.code = "dead-units",
       .severity = Severity::warning,
       .message = "1 of 4 hidden units is dead",
       .advice = "follows from learning-rate: fix that",
       .caused_by = "learning-rate"},
      {.code = "few-rows", .severity = Severity::info, .message = "2 rows are few", .advice = "use more"}};
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
  CHECK(text.find("  Ds.A\n  dead .▂▂ epochs 0 to 20\n") != std::string::npos);
  CHECK(text.find("the worst units, epochs 0 to 20\n  layer 0 unit 0  .DD  died in epoch 10; for good\n") !=
        std::string::npos);
  CHECK(
      text.ends_with("\n\nwarning: the learning rate of 1 is too high\n"
                     "  fix: lower the learning rate: --lr 0.1\n"
                     "  it causes: dead-units\n"
                     "1 note: --all shows it\n"
                     "verdict: fail (gate failed: dead > 0 (value 1)): 1 of 4 units dead for good, since epoch 10: "
                     "the learning rate; try --lr 0.1 (reluscope remedy tries it)\n"));
}

TEST_CASE("with --all every finding is shown, and each effect names its cause") {
  const std::string text = summary_body(report_of_a_sick_network(), {}, true);
  CHECK(
      text.ends_with("\n\nwarning: the learning rate of 1 is too high\n"
                     "  fix: lower the learning rate: --lr 0.1\n"
                     "warning: 1 of 4 hidden units is dead\n"
                     "  follows from learning-rate\n"
                     "note: 2 rows are few\n"
                     "  fix: use more\n"));
}

TEST_CASE("the worst units are left out where they do not fit the screen, unless all is shown") {
  Report report = report_of_a_sick_network();
  report.findings.resize(1);
  const auto shows_worst = [&](bool all) {
    return summary_body(report, {}, all).find("the worst units") != std::string::npos;
  };
  const auto line_count = [&] { return lines(summary_body(report, {}, true)).size(); };
  while (line_count() <= 24 - 8) {  // but for what is printed before and after
    CAPTURE(line_count());
    CHECK(shows_worst(false));
    report.findings.push_back(report.findings.front());
  }
  CHECK_FALSE(shows_worst(false));
  CHECK(shows_worst(true));
}

TEST_CASE("a line is not broken after a number or a flag, nor within an option") {
  const std::string text = "it has 12 rows of 345 units, try --learning-rate 0.125 or --drop=a b";
  for (std::size_t width = 16; width < 80; ++width) {
    CAPTURE(width);
    const std::vector<std::string> all = lines(wrapped(text, width, 2));
    std::string joined = all.front();
    for (std::size_t i = 1; i < all.size(); ++i) {
      CHECK(all[i].starts_with("  "));
      joined += all[i].substr(1);
      const bool is_kept = all[i - 1].ends_with("12") || all[i - 1].ends_with("345") || all[i - 1].ends_with("rate");
      CHECK_FALSE((is_kept && width >= 2 * std::string("--learning-rate 0.125").size()));
    }
    CHECK(joined == text);
  }
  CHECK(wrapped(text, 16, 2).find("12 rows") != std::string::npos);
  CHECK(wrapped("", 16, 2).empty());
}

TEST_CASE("without colour there is no escape byte, with colour there is") {
  CHECK(summary_text(report_of_a_sick_network(), {}).find('\033') == std::string::npos);
  CHECK(summary_text(report_of_a_sick_network(), {.is_terminal = true, .colour = true})
            .find("\033[31mD\033[0m\033[33ms") != std::string::npos);
}

TEST_CASE("on a terminal no line is wider than it") {
  Report report = report_of_a_sick_network();
  report.findings[2].severity = Severity::error;
  report.findings[2].message = "a message of many words that goes on and on and has to be broken into lines somewhere";
  LayerDiagnosis& layer = report.layers.front();
  layer.units.resize(300);
  for (auto& active_rows : layer.history.active_rows) active_rows.resize(300);
  for (int epoch = 30; epoch <= 2000; epoch += 10) {  // of a long run
    layer.history.epoch.push_back(epoch);
    layer.history.dead.push_back(1);
    layer.history.active_rows.emplace_back(300);
  }
  layer.units[0].life.dead_spells = {{.from = 10, .to = 20, .revived_at = 30}, {.from = 40, .to = 2000}};
  for (const std::size_t width : {40U, 80U, 200U}) {
    CAPTURE(width);
    for (const std::string& line : lines(summary_text(report, {.is_terminal = true, .width = width})))
      CHECK(columns(line) <= width);
  }
}

TEST_CASE("if no unit was ever dead the summary says nothing of time") {
  Report report = report_of_a_sick_network();
  report.layers.front().units[0].life = {};
  report.layers.front().history.dead = {0, 0, 0};
  const std::string text = summary_text(report, {});
  CHECK(text.find("epochs 0 to") == std::string::npos);
  CHECK(text.find("worst") == std::string::npos);
}

TEST_CASE("without training the summary is on the network alone") {
  Report report = report_of_a_sick_network();
  report.training.reset();
  report.layers.front().units[0].life = {};
  report.layers.front().history = {};
  const std::string text = summary_text(report, {});
  CHECK(text.find("network 64-4-2\n\nlayer 0") != std::string::npos);
  CHECK(text.find("epoch") == std::string::npos);
  for (const Word<ReportFormat>& format : k_words<ReportFormat>) CHECK_FALSE(format.value(report, {}).empty());
}

}  // TEST_SUITE("summary text")
