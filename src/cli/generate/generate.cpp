#include "cli/generate/generate.hpp"

#include "cli/generate/completions.hpp"
#include "cli/generate/man_page.hpp"
#include "support/output_file.hpp"

namespace reluscope {
namespace {

constexpr Choice<Generated> k_generated[] = {{"man", Generated::man_page},
                                             {"bash", Generated::bash_completion},
                                             {"zsh", Generated::zsh_completion},
                                             {"fish", Generated::fish_completion}};

std::string text_of(Generated what, const Manual& program) {
  switch (what) {
    case Generated::man_page:
      return man_page(program);
    case Generated::bash_completion:
      return bash_completion(program);
    case Generated::zsh_completion:
      return zsh_completion(program);
    case Generated::fish_completion:
      return fish_completion(program);
  }
  return "";
}

}  // namespace

Command generate_command(GenerateOptions& options, const Manual& program) {
  Command command{.name = "generate",
                  .summary = "print the man page, or the completions of a shell",
                  .examples = {{"reluscope generate man | man -l -", ""},
                               {"eval \"$(reluscope generate bash)\"", "completions, in this shell"},
                               {"reluscope generate fish > ~/.config/fish/completions/reluscope.fish", ""}},
                  .options = {},
                  .run = [&options, &program] {
                    OutputFile("-").write(text_of(options.what, program));
                    return 0;
                  }};
  command.options
      .add(Option::Kind::positional, "WHAT", joined(words(k_generated), "|"), "what to print",
           [&options](const std::vector<std::string>& words) {
             options.what = choose("generate", words.front(), k_generated);
           })
      .required = true;
  return command;
}

}  // namespace reluscope
