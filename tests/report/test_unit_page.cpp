#include <array>
#include <doctest/doctest.h>
#include <limits>

#include "report/unit_page.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("the page of a unit") {

namespace {

/// One unit, dead since epoch 2 of 3.
Report report_of_one() {
  Report report;
  report.data.train_rows = 400;
  report.data.validation_rows = 100;
  report.config = {{"sparse_below", 0.01}};
  report.model.layers = {{"hidden_0", 2, 1, "relu"}, {"output", 1, 2, "identity"}};
  LayerDiagnosis layer;
  layer.units.resize(1);
  layer.units[0].status = UnitStatus::dead;
  layer.units[0].life.dead_spells = {{.from = 2, .to = 3}};
  layer.units[0].recovery = Recovery::none;
  layer.history.epoch = {0, 1, 2, 3};
  layer.history.active_rows = {{400}, {3}, {0}, {0}};
  report.layers = {layer};
  return report;
}

/// On one line each, as on a very wide screen.
std::string page_of(const Report& report, std::size_t width = 1000) {
  return unit_page(report, {0, 0}, {.is_terminal = true, .colour = false, .width = width});
}

/// Whether a line begins so.
bool has_line(const std::string& page, const std::string& text) {
  return ("\n" + page).find("\n" + text) != std::string::npos;
}

}  // namespace

TEST_CASE("a line on whether it can revive for each verdict, with the measured share") {
  const std::array<std::pair<Recovery, std::string>, 5> verdicts = {
      {{Recovery::none, "dead for good: it gets no gradient"},
       {Recovery::optimizer, "it may revive: momentum, Adam's moments or weight decay"},
       {Recovery::upstream, "it may revive: layers below it still learn"},
       {Recovery::gradient, "it may revive: its pre-activation is exactly 0"},
       {Recovery::recycling, "it will get new weights: it is dormant"}}};
  Report report = report_of_one();
  for (const auto& pair : verdicts) {
    report.layers[0].units[0].recovery = pair.first;
    CHECK(has_line(page_of(report), "recovery: " + pair.second));
  }
  report.layers[0].units[0].recovery = Recovery::upstream;
  report.layers[0].units[0].recovery_share = 0.25;
  CHECK(page_of(report).find("its inputs may change; of such units 25 % did within") != std::string::npos);
  report.layers[0].units[0].recovery = std::nullopt;
  CHECK_FALSE(has_line(page_of(report), "recovery:"));
}

TEST_CASE("what its gradient was, and what blocks it") {
  Report report = report_of_one();
  UnitDiagnosis& unit = report.layers[0].units[0];
  CHECK(has_line(page_of(report), "gradient: no training step, so none was seen\n"));
  unit.gradient.emplace();
  CHECK(has_line(page_of(report), "gradient: 0 on every row in the last epoch\n"));
  unit.gradient = {.nonzero_rate = 0.125, .rms = 0.5};
  CHECK(has_line(page_of(report), "gradient: in the last epoch not 0 on 12.5 % of the rows, root mean square 0.5\n"));
  unit.gradient_block = GradientBlock::outgoing_weights;
  CHECK(page_of(report).find("0.5; blocked: its weights to the next layer are 0\n") != std::string::npos);
  unit.gradient_block = GradientBlock::downstream;
  CHECK(page_of(report).find("0.5; blocked: on every row on which it is active, no unit after it lets a gradient "
                             "through\n") != std::string::npos);
}

TEST_CASE("its activity on the rows held out") {
  Report report = report_of_one();
  CHECK(has_line(page_of(report), "held out: no rows were\n"));
  report.layers[0].units[0].validation = {.active_rows = 7, .activation_rate = 0.07, .activation_rate_upper95 = 0.13};
  const std::string line =
      "held out: active on 7 of 100 rows (7 %); on rows like these it is active on less than 13 %, with 95 % "
      "confidence";
  CHECK(has_line(page_of(report), line + "\n"));
  report.layers[0].units[0].unseen_data = true;
  CHECK(has_line(page_of(report), line + "; so it is dead on the training rows alone\n"));
}

TEST_CASE("what is proven of it") {
  constexpr double k_infinity = std::numeric_limits<double>::infinity();
  Report report = report_of_one();
  UnitDiagnosis& unit = report.layers[0].units[0];
  CHECK(has_line(page_of(report), "proof: none; train with --prove radius"));
  unit.proof.emplace();
  unit.proof->lower.value = -k_infinity;
  unit.proof->upper = {.value = 1.5, .method = BoundMethod::interval};
  CHECK(has_line(page_of(report),
                 "proof: open: for the inputs within the ranges of the training rows neither is "
                 "proven; its pre-activation is from no bound to 1.5 (interval)\n"
                 "  no input that activates it was found\n"));
  unit.proof->wake_distance = 0.125;
  CHECK(has_line(page_of(report), "  around the training rows: wakes at 12.5 %\n"));
  unit.proof->proven_radius = 0.05;
  CHECK(has_line(page_of(report), "  dead within 5 % of every training row; wakes at 12.5 %\n"));
  unit.proof->wake_distance = std::nullopt;
  CHECK(has_line(page_of(report), "  dead within 5 % of every training row\n"));
  unit.proof->proven_radius = 0;
  CHECK(has_line(page_of(report), "  not proven dead beyond the training rows\n"));
  unit.proof->verdict = ProofStatus::proven_active;
  unit.proof->lower = {.value = 0.25, .method = BoundMethod::interval};
  CHECK(has_line(page_of(report),
                 "proof: proven active: every input within the ranges of the training rows activates "
                 "it; its pre-activation is from 0.25 (interval) to 1.5 (interval)\n"));
  CHECK(page_of(report).find("wakes") == std::string::npos);
  CHECK(page_of(report).find("dead within") == std::string::npos);
  unit.proof->verdict = ProofStatus::proven_inactive;
  CHECK(has_line(page_of(report),
                 "proof: proven inactive: no input within the ranges of the training rows activates it"));
  CHECK(page_of(report).find("was found") == std::string::npos);
  unit.proof->verdict = ProofStatus::open;
  unit.status = UnitStatus::sparse;
  CHECK(page_of(report).find("was found") == std::string::npos);
}

TEST_CASE("what goes on in the next line is indented below it") {
  Report report = report_of_one();
  UnitProof& proof = report.layers[0].units[0].proof.emplace();
  proof.proven_radius = 0.05;
  proof.wake_distance = 0.125;
  CHECK(has_line(page_of(report, 40), "  dead within 5 % of every training row;\n    wakes at 12.5 %\n"));
}

TEST_CASE("an input that activates it is given in the data's own units, the farthest from the mean first") {
  Report report = report_of_one();
  report.layers[0].units[0].proof.emplace().witness = {{0.5F, -2, 1}};
  CHECK(page_of(report).find("  an input that activates it: found (the report's proof.witness)\n") !=
        std::string::npos);
  report.data.features = {"a", "b", "c"};
  report.data.scaling.shift = {1, 10, 100};
  report.data.scaling.scale = {2, 4, 8};
  CHECK(page_of(report).find("  an input that activates it: b = 2, c = 108, a = 2\n") != std::string::npos);
  const auto is_bare = [&] { return page_of(report).find("found (the report's proof.witness)") != std::string::npos; };
  report.data.scaling.shift.pop_back();
  CHECK(is_bare());
  report.data.scaling.shift.push_back(100);
  report.data.scaling.scale.pop_back();
  CHECK(is_bare());
}

TEST_CASE("its activation, dormancy and weights") {
  Report report = report_of_one();
  UnitDiagnosis& unit = report.layers[0].units[0];
  unit.max_preactivation = -std::numeric_limits<double>::infinity();
  unit.incoming_norm = 0.75;
  CHECK(has_line(page_of(report),
                 "layer 0 unit 0: dead, active on 0 of 400 training rows (0 %)\n"
                 "activation: mean 0, greatest pre-activation none; dormancy score 0; lifetime "
                 "sparsity none\n"));
  CHECK(has_line(page_of(report), "weights: L2 norm of those into it 0.75, of those out of it 0; bias 0\n"));
  unit.max_preactivation = -2;
  unit.max_derivative = 0.5;
  unit.dormant = true;
  unit.lifetime_sparsity = 0.25;
  CHECK(has_line(page_of(report),
                 "activation: mean 0, greatest pre-activation -2, greatest derivative 0.5; dormancy "
                 "score 0 (dormant); lifetime sparsity 0.25\n"));
}

TEST_CASE("its timeline, its times of death and its events") {
  Report report = report_of_one();
  CHECK(has_line(page_of(report), "  epoch 0  AsDD\n"));
  CHECK(has_line(page_of(report), "  dead in epochs 2 to 3\n"));
  std::vector<DeadSpell>& spells = report.layers[0].units[0].life.dead_spells;
  spells = {{.from = 3, .to = 3}};
  CHECK(has_line(page_of(report), "  dead in epoch 3\n"));
  spells = {{.from = 0, .to = 0, .revived_at = 1}, {.from = 3, .to = 3}};
  CHECK(has_line(page_of(report), "  dead in epochs 0, 3\n"));
  spells.clear();
  CHECK(has_line(page_of(report), "  never dead at an evaluated epoch\n"));
  Cause cause{{.total = -1.5, .bias = -1, .weights = 0.25, .inputs = -0.75}, Blame::bias, {}};
  report.events = {{.epoch = 0, .layer = 0, .unit = 0, .type = EventType::born_dead, .cause = {}},
                   {.epoch = 2, .layer = 0, .unit = 0, .type = EventType::died, .cause = cause}};
  CHECK(has_line(page_of(report), "  epoch 0: born dead\n"));
  CHECK(has_line(page_of(report),
                 "  epoch 2: died; its mean pre-activation changed by -1.5 since the evaluation before: bias -1, "
                 "weights +0.25, inputs -0.75; mostly its bias\n"));
  report.events[1].cause->dominant = Blame::weights;
  CHECK(page_of(report).find("; mostly its weights\n") != std::string::npos);
  report.events[1].cause->dominant = Blame::inputs;
  CHECK(page_of(report).find("; mostly its inputs, from the layers below\n") != std::string::npos);
  report.events[1].unit = 1;
  CHECK(page_of(report).find("epoch 2: died") == std::string::npos);
}

TEST_CASE("an autopsy: the step, what lowered it, and the rows") {
  Report report = report_of_one();
  Autopsy autopsy{.epoch = 2,
                  .step = 5,
                  .learning_rate = 0.1,
                  .update_norm = 3,
                  .median_update_norm = 0,
                  .before = 0.5,
                  .after = -1,
                  .from_gradient = -2,
                  .from_state = 0.25,
                  .from_inputs = 0.25};
  report.events = {
      {.epoch = 2, .layer = 0, .unit = 0, .type = EventType::died, .cause = Cause{{}, Blame::bias, autopsy}}};
  CHECK(has_line(page_of(report),
                 "    killed in epoch 2, step 5\n"
                 "    the step: learning rate 0.1; its weights and bias moved by 3\n"
                 "    mean pre-activation 0.5 → -1: gradient of the batch -2, optimizer state and "
                 "decay +0.25, inputs +0.25\n"));
  CHECK(page_of(report).find("CSV line") == std::string::npos);
  Autopsy& its = *report.events[0].cause->autopsy;
  its.median_update_norm = 2;
  its.rows = {{{.line = 8, .target = std::string("b\nc"), .feature = "x", .deviations = -3}, 0.5},
              {{.line = 9, .target = std::int64_t{4}, .feature = "", .deviations = 0}, 0.25},
              {{.line = 10, .target = 0.75, .feature = "y", .deviations = 1}, 0.125},
              {{.line = 11, .target = std::vector<std::string>(), .feature = "y", .deviations = 1}, 0.0625}};
  const std::string page = page_of(report);
  CHECK(has_line(page,
                 "    the step: learning rate 0.1; its weights and bias moved by 3, 1.5 times the epoch's median\n"));
  const auto row = [&](const std::string& line) {
    const std::size_t at = page.find("\n    " + line + " ");
    REQUIRE(at != std::string::npos);
    std::string cells = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
    while (cells.find("  ") != std::string::npos) cells = replaced(cells, "  ", " ");
    return cells;
  };
  CHECK(row("8") == " 8 50 % b c x -3");
  CHECK(row("9") == " 9 25 % 4 - 0");
  CHECK(row("10") == " 10 12.5 % 0.75 y +1");
  CHECK(row("11") == " 11 6.25 % - y +1");
}

TEST_CASE("a page that is no terminal has 80 columns; on a very narrow terminal it has 20") {
  const Report report = report_of_one();
  const auto widest = [](const std::string& page) {
    std::size_t most = 0;
    for (std::size_t from = 0, to = 0; (to = page.find('\n', from)) != std::string::npos; from = to + 1)
      most = std::max(most, to - from);
    return most;
  };
  const std::string page = unit_page(report, {0, 0}, {.is_terminal = false, .colour = false, .width = 1000});
  CHECK(page == page_of(report, 80));
  CHECK(widest(page) > 70);
  CHECK(widest(page) <= 80);
  CHECK(page_of(report, 5) == page_of(report, 20));
  CHECK(page_of(report, 20) != page_of(report, 21));
}

}  // TEST_SUITE("the page of a unit")
