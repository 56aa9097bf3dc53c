// Any bytes as a configuration file of train or sweep: options, which are written as TOML and read again as they were,
// or a UserError.

#include <optional>
#include <string>

#include "cli/config/config.hpp"
#include "fuzzer.hpp"
#include "memory_file.hpp"
#include "run/run_options.hpp"
#include "sweep/sweep_spec.hpp"

namespace {

using namespace reluscope;

/// The options of a run after a file was read, as --print-config shows them; none if it is refused.
std::optional<std::string> settled(std::string_view content) {
  const MemoryFile file(content);
  RunDraft draft;
  OptionTable table = draft.options();
  std::optional<std::string> text;
  is_accepted([&] {
    take_config(file.path(), "train", table, {});
    static_cast<void>(draft.resolve(table));
    text = config_text("train", table);
  });
  return text;
}

void fuzz_config(std::string_view input) {
  Choices choices(input, 1);
  if (choices.below(4) == 3) {
    const MemoryFile file(input);
    SweepDraft draft;
    OptionTable table = draft.options();
    is_accepted([&] {
      take_config(file.path(), "sweep", table, {});
      static_cast<void>(draft.resolve(table));
    });
  } else if (const std::optional<std::string> text = settled(input)) {
    expect(settled(*text) == text, "options that were written are read as they were");
  }
}

const RegisterFuzzer k_config{{"config", fuzz_config}};

}  // namespace
