#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "sweep/value_list.hpp"

using namespace reluscope;

TEST_SUITE("value list") {

namespace {

using Texts = std::vector<std::string>;

Texts values(const Texts& items) { return expanded_values("--lr", items, true); }

}  // namespace

TEST_CASE("values stand for themselves") {
  CHECK(values({"sgd", "adam"}) == Texts{"sgd", "adam"});
  CHECK(values({"1e-3"}) == Texts{"1e-3"});
  CHECK(values({"../a.csv"}) == Texts{"../a.csv"});
}

TEST_CASE("a range in equal ratios has rounded numbers between its ends") {
  CHECK(values({"1e-3..1:log:4"}) == Texts{"0.001", "0.01", "0.1", "1"});
  CHECK(values({"1..2:log:3"}) == Texts{"1", "1.414", "2"});
  CHECK(values({"16..64:log:3"}) == Texts{"16", "32", "64"});
  CHECK(values({"1..0.01:log:3"}) == Texts{"1", "0.1", "0.01"});
}

TEST_CASE("a range in equal steps") {
  CHECK(values({"0..1:lin:5"}) == Texts{"0", "0.25", "0.5", "0.75", "1"});
  CHECK(values({"-1..1:lin:3"}) == Texts{"-1", "0", "1"});
  CHECK(values({"0.123456789..1:lin:2"}) == Texts{"0.123456789", "1"});
  CHECK(values({"10000..10003:lin:4"}) == Texts{"10000", "10001", "10002", "10003"});
  CHECK(values({"-1e308..1e308:lin:3"}) == Texts{"-1e+308", "0", "1e+308"});
  CHECK(values({"1e-200..1e200:log:3"}) == Texts{"1e-200", "1", "1e+200"});
  CHECK(values({"5", "10..30:lin:3", "40"}) == Texts{"5", "10", "20", "30", "40"});
}

TEST_CASE("what is no range, or has a value twice, is refused") {
  for (const char* item : {"1..2", "1..2:log", "1..2:exp:3", "1..x:lin:3", "0..1:log:3", "1..1:lin:3", "1..2:lin:1",
                           "1..2:lin:x", "1..inf:lin:3", "1..1.00001:log:9"})
    CHECK_THROWS_AS(values({item}), UserError);
  CHECK_THROWS_AS(values({"0.1", "0.1"}), UserError);
  CHECK_THROWS_AS(values({"0.1", "0.1..1:lin:2"}), UserError);
  CHECK_THROWS_AS(values({"0.1", "1e-1"}), UserError);
  CHECK(expanded_values("--target", {"7", "007"}, false) == Texts{"7", "007"});
}

}  // TEST_SUITE("value list")
