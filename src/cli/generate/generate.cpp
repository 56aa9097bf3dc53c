#include "cli/generate/generate.hpp"

#include <memory>

#include "cli/commands.hpp"
#include "support/output_file.hpp"

namespace reluscope {

Command generate_command(const Program& program) {
  const auto generator = std::make_shared<Generator>();
  Command command{.name = "generate",
                  .summary = "print the man page, or the completions of a shell",
                  .examples = {{"reluscope generate man | man -l -", ""},
                               {"eval \"$(reluscope generate bash)\"", "completions, in this shell"},
                               {"reluscope generate fish > ~/.config/fish/completions/reluscope.fish", ""}},
                  .options = {},
                  .run = [generator, &program](const OptionTable&) {
                    OutputFile("-").write((*generator)(program));
                    return 0;
                  }};
  Option& what = command.options.add(Option::Kind::positional, "WHAT", "", "what to print",
                                     [generator](const std::vector<std::string>& words) {
                                       *generator = choose<Generator>("generate", words.front());
                                     });
  what.words = words_of<Generator>();
  what.required = true;
  return command;
}

}  // namespace reluscope
