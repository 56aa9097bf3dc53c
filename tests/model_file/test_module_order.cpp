#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "model_file/module_order.hpp"
#include "model_file/safetensors.hpp"

using namespace reluscope;

TEST_SUITE("module order") {

namespace {

/// Linear layers of two inputs and two units, by their names; "-" where an activation is.
std::vector<std::string> order(const std::vector<std::string>& names, OrderedModules& result) {
  const StoredTensor weight{.shape = {2, 2}};
  std::vector<StateModule> modules;
  for (const std::string& name : names) modules.push_back({.name = name, .short_name = name, .weight = &weight});
  result = order_of_modules(modules, {}, false, "m");
  std::vector<std::string> texts;
  for (const auto& entry : result.entries) texts.push_back(entry ? modules[*entry].short_name : "-");
  return texts;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a missing number is an activation, and so said") {
  OrderedModules result;
  CHECK(order({"net.0", "net.2", "net.4"}, result) == Names{"net.0", "-", "net.2", "-", "net.4"});
  CHECK(result.activated == Names{"'net.0' and 'net.2'", "'net.2' and 'net.4'"});
  CHECK(result.notes.empty());
  CHECK(order({"net.0", "net.3", "net.7"}, result) == Names{"net.0", "-", "net.3", "-", "net.7"});  // Dropout too
  CHECK(result.notes.empty());
  CHECK(order({"fc1", "fc2"}, result) == Names{"fc1", "-", "fc2"});  // attributes of a class
  CHECK(result.notes.empty());
  CHECK(result.activated == Names{"'fc1' and 'fc2'"});
}

TEST_CASE("where other activations have a number, layers whose numbers follow each other have none between them") {
  OrderedModules result;
  CHECK(order({"net.0", "net.1", "net.3"}, result) == Names{"net.0", "net.1", "-", "net.3"});
  CHECK(result.activated == Names{"'net.1' and 'net.3'"});
  REQUIRE(result.notes.size() == 1);
  CHECK(
      result.notes.front() ==
      "no number is missing between 'net.0' and 'net.1', as there is for the activation between others: none is taken "
      "to be there; if there is one, use --layers with all layers in their order and the word 'activation' where one "
      "is");
  CHECK(order({"0", "2", "3", "5", "6"}, result) == Names{"0", "-", "2", "3", "-", "5", "6"});
  CHECK(result.notes.front().find("'2' and '3', '5' and '6'") != std::string::npos);
}

TEST_CASE("where no number is missing at all the layers are those of a ModuleList, and a note says so") {
  OrderedModules result;
  CHECK(order({"layers.0", "layers.1", "layers.2"}, result) == Names{"layers.0", "-", "layers.1", "-", "layers.2"});
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes.front().find("they are taken for layers of a ModuleList, with an activation between them") !=
        std::string::npos);
  // each container for itself
  CHECK(order({"body.0", "body.2", "body.4"}, result).size() == 5);
  CHECK(result.notes.empty());
}

}  // TEST_SUITE("module order")
