#pragma once

#include <string>
#include <vector>

#include "report/comparison.hpp"
#include "support/option_table.hpp"
#include "support/output_file.hpp"

namespace reluscope {

/// The output of a command whose result is JSON.
struct ResultOutput {
  std::string path = "-";
  bool quiet = false;
  bool no_colour = false;
};

inline void add_output(OptionTable& table, ResultOutput& output) {
  table.begin_group("output");
  table.add_output("-o,--output", "FILE", "the result, as JSON", output.path, FileRole::output)
      .by_default("-, standard output");
  table.add_flag("-q,--quiet", "nothing on standard error", output.quiet);
  table.add_flag("--no-color", "no colours", output.no_colour);
}

inline void add_gates(OptionTable& table, const std::string& description, Gates& gates) {
  table.begin_group("gates");
  table.add(Option::Kind::repeatable, "--fail-on", "RULE", description,
            [&gates](const std::vector<std::string>& rules) {
              gates.rules = {rules.begin(), rules.end()};
            });
  table.add_flag("--allow-dead-network", "do not fail for the reason alone that a whole hidden layer is dead",
                 gates.allow_dead_network);
}

}  // namespace reluscope
