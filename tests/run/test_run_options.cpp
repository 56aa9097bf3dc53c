#include <doctest/doctest.h>
#include <map>

#include "run/run_options.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("run options") {

namespace {

/// The run of these options, by their keys.
RunSpec run_of(const std::map<std::string, std::vector<std::string>>& given) {
  RunDraft draft;
  OptionTable table = draft.options();
  for (Option& option : table.options())
    if (const auto found = given.find(option.key); found != given.end()) option.take(found->second);
  return draft.resolve(table);
}

std::string id_of(const std::map<std::string, std::vector<std::string>>& given) {
  return run_of(given).id({.data = "data"});
}

/// A value of the option that it does not have by default: the first of some texts that it takes and that changes it.
std::vector<std::string> another_value(const Option& option) {
  if (option.kind == Option::Kind::flag) return {};
  std::vector<std::string> texts = option.completions();
  for (const char* text : {"0.5", "7", ";", "normal:0.5", "step:2:0.5", "dead > 3"}) texts.emplace_back(text);
  const Value before = option.value();
  for (const std::string& text : texts) {
    try {
      option.read({text});
    } catch (const UserError&) {
      continue;
    }
    if (option.value() != before) return {text};
  }
  FAIL("no value for ", option.name());
  return {};
}

}  // namespace

TEST_CASE("equal runs have equal identities, whether their values are given or defaults") {
  CHECK(id_of({}) == id_of({}));
  CHECK(id_of({}) == id_of({{"epochs", {"20"}}, {"lr", {"0.1"}}, {"hidden", {"64", "32"}}}));
  CHECK(id_of({{"optimizer", {"adamw"}}}) == id_of({{"optimizer", {"adamw"}}, {"weight-decay", {"0.01"}}}));
  CHECK(id_of({{"data", {"here.csv"}}}) == id_of({{"data", {"/there/copy.csv"}}}));
  CHECK(id_of({}).size() == 64);
}

TEST_CASE("other data is another run") { CHECK(RunSpec().id({"one"}) != RunSpec().id({"other"})); }

TEST_CASE("files count by their content, wherever they lie") {
  const std::map<std::string, std::vector<std::string>> here = {{"init-from", {"m"}}, {"validation-data", {"v.csv"}}};
  const std::map<std::string, std::vector<std::string>> there = {{"init-from", {"/there/m"}},
                                                                 {"validation-data", {"../v.csv"}}};
  const std::string id = run_of(here).id({"data", "validation", "model"});
  CHECK(run_of(there).id({"data", "validation", "model"}) == id);
  CHECK(run_of(here).id({"data", "validation", "another"}) != id);
  CHECK(run_of(here).id({"data", "another", "model"}) != id);
  CHECK(run_of({}).id({"data", "validation", "model"}) != id);
}

TEST_CASE("every option of a run changes its identity, and its config") {
  RunDraft draft;
  OptionTable table = draft.options();
  for (const Option& option : table.options()) {
    if (option.is_positional()) continue;
    std::map<std::string, std::vector<std::string>> given, without;
    if (option.key == "momentum") given = without = {{"optimizer", {"momentum"}}};
    if (option.key == "saturated-below") given = without = {{"activation", {"tanh"}}};
    if (option.key == "layers" || option.key == "prefix" || option.key == "refit-scaling")
      given = without = {{"init-from", {"model"}}};
    given[option.key] = another_value(option);
    INFO(option.name());
    CHECK(id_of(given) != id_of(without));
    CHECK(run_of(given).config() != run_of(without).config());
  }
}

TEST_CASE("what depends on other options is filled in") {
  CHECK(run_of({}).training.optimizer.learning_rate == 0.1);
  CHECK(run_of({{"optimizer", {"rmsprop"}}}).training.optimizer.learning_rate == 0.01);
  CHECK(run_of({{"optimizer", {"adam"}}}).training.optimizer.learning_rate == 0.001);
  CHECK(run_of({{"optimizer", {"adam"}}, {"lr", {"0.3"}}}).training.optimizer.learning_rate == 0.3);
  CHECK(run_of({{"optimizer", {"adamw"}}}).training.optimizer.weight_decay == 0.01);
  CHECK(run_of({{"init", {"pytorch"}}}).model.initialization.bias == BiasInit::pytorch);
  CHECK(run_of({{"init", {"pytorch"}}, {"bias-init", {"zeros"}}}).model.initialization.bias == BiasInit::zeros);
  CHECK(run_of({{"validation-data", {"other.csv"}}}).data.encoding.validation == 0);
  CHECK(run_of({{"init-from", {"model"}}}).model.hidden.empty());
}

TEST_CASE("options that exclude each other are refused with the reason") {
  const auto refusal = [](const std::map<std::string, std::vector<std::string>>& given) {
    return error_message([&] { run_of(given); });
  };
  CHECK(refusal({{"momentum", {"0.5"}}}) ==
        "--momentum needs --optimizer momentum or nesterov; choose one of them, or leave it out");
  CHECK(refusal({{"init", {"rai"}}, {"bias-init", {"zeros"}}}) ==
        "--bias-init does not go with --init rai, which draws the biases with the weights; leave it out");
  CHECK(refusal({{"layers", {"a", "b"}}}) ==
        "--layers needs --init-from MODEL; give it, or leave this out; the widths of a new network are "
        "--hidden");
  CHECK(refusal({{"refit-scaling", {}}}) ==
        "--refit-scaling needs --init-from MODEL; give it, or leave this out");
  CHECK(refusal({{"init-from", {"model"}}, {"init", {"zeros"}}}) ==
        "--init does not go with --init-from: the weights come from the file; leave it out");
}

}  // TEST_SUITE("run options")
