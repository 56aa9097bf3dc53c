#include <doctest/doctest.h>

#include "run/run_command.hpp"
#include "support/error.hpp"

using namespace reluscope;

TEST_SUITE("run command") {

TEST_CASE("the options of a run are those that differ from the defaults") {
  const OptionChanges given = {{"optimizer", {"adam"}}, {"lr", {"0.02"}}, {"hidden", {"8", "4"}}};
  const OptionChanges options = options_of(run_spec("data.csv", given));
  CHECK(text_of(options) == "--hidden 8,4 --optimizer adam --lr 0.02");
  CHECK(options_of(run_spec("data.csv", {})).empty());
}

TEST_CASE("what follows from another option is not said") {
  CHECK(text_of(options_of(run_spec("d.csv", {{"optimizer", {"adamw"}}}))) == "--optimizer adamw");
  CHECK(text_of(options_of(run_spec("d.csv", {{"init", {"pytorch"}}}))) == "--init pytorch");
  CHECK(text_of(options_of(run_spec("d.csv", {{"seed", {"7"}}}))) == "--seed 7");
}

TEST_CASE("the run of the options is the run") {
  const OptionChanges all[] = {
      {{"target", {"it's"}}, {"na", {"a,b", "-9"}}, {"no-header", {}}, {"missing", {"drop"}}},
      {{"activation", {"leaky_relu:0.2"}}, {"lr-schedule", {"step:2:0.5"}}, {"fail-on", {"dead > 1", "apoz > 0.9"}}},
      {{"bias-init", {"constant:-1.5"}}, {"clip-norm", {"0.5"}}, {"warmup", {"3"}}, {"recycle", {"2"}}}};
  for (const OptionChanges& given : all) {
    const RunSpec spec = run_spec("data.csv", given);
    CHECK(run_spec("data.csv", options_of(spec)).config() == spec.config());
  }
}

TEST_CASE("a change takes the place of what was said, and what it excludes is left out") {
  const OptionChanges options = {{"relu-grad-at-zero", {"1"}}, {"lr", {"1"}}};
  CHECK(text_of(changed(options, {{"lr", {"0.1"}}})) == "--relu-grad-at-zero 1 --lr 0.1");
  CHECK(text_of(changed(options, {{"activation", {"gelu"}}})) == "--lr 1 --activation gelu");
}

TEST_CASE("a command is ready for a shell") {
  CHECK(train_command("my data.csv",
                      {{"na", {"a,b", "c"}}, {"fail-on", {"dead > 1", "apoz > 0.9"}}, {"no-header", {}}}) ==
        "reluscope train 'my data.csv' --na 'a\\,b,c' --fail-on 'dead > 1' --fail-on 'apoz > 0.9' --no-header");
  CHECK(train_command("-odd.csv", {{"na", {"-9"}}}) == "reluscope train ./-odd.csv --na=-9");
}

}  // TEST_SUITE("run command")
