#include "cli/file_check.hpp"

#include <unistd.h>

#include "support/error.hpp"
#include "support/file_identity.hpp"

namespace reluscope {
namespace {

struct NamedFile {
  std::string name;  // of the option
  std::string path;
  FileIdentity identity;
};

struct NamedOutput : NamedFile {
  std::string may_replace;
};

std::vector<NamedOutput> outputs_of(const OptionTable& given) {
  std::vector<NamedOutput> outputs;
  for (const Option& option : given.options()) {
    if (option.role != FileRole::output && option.role != FileRole::side_output) continue;
    const Value value = option.value();
    const auto* path = std::get_if<std::string>(&value);
    if (path == nullptr) continue;
    if (*path == "-" && option.role == FileRole::side_output)
      throw UserError(option.name() + ": standard output is for the report alone; name a file");
    outputs.push_back({{option.name(), *path, {*path, STDOUT_FILENO}}, option.may_replace});
  }
  return outputs;
}

[[noreturn]] void fail(const NamedFile& output, const NamedFile& other) {
  if (output.path == "-" && other.path == "-")
    throw UserError(output.name + ": standard output is where that of " + other.name + " goes; name a file");
  if (other.path == "-")
    throw UserError(output.name + ": standard output goes to " + output.path + " too; name another");
  if (output.path == "-")
    throw UserError(output.name + ": standard output goes to " + other.path + ", the file of " + other.name +
                    "; name another");
  throw UserError(output.name + ": " + output.path + " is the file of " + other.name + " too; name another");
}

void check_input(const std::vector<NamedOutput>& outputs, const NamedFile& input, const std::string& key) {
  for (const NamedOutput& output : outputs)
    if (output.identity == input.identity && (key.empty() || output.may_replace != key)) {
      if (input.path == "-")
        throw UserError(output.name + ": " + (output.path == "-" ? "standard output" : output.path) +
                        " is the file that standard input reads; name another");
      fail(output, input);
    }
}

}  // namespace

void check_files(const OptionTable& given) {
  const std::vector<NamedOutput> outputs = outputs_of(given);
  for (const NamedOutput& one : outputs)
    for (const NamedOutput& other : outputs)
      if (&other < &one && one.identity == other.identity) fail(one, other);
  for (const Option& option : given.options()) {
    if (option.role != FileRole::input) continue;
    for (const std::string& path : option.texts)
      check_input(outputs, {option.name(), path, {path, STDIN_FILENO}}, option.key);
  }
}

void check_other_inputs(const OptionTable& given, const std::vector<std::string>& paths) {
  const std::vector<NamedOutput> outputs = outputs_of(given);
  for (const std::string& path : paths) check_input(outputs, {"the model", path, {path, STDIN_FILENO}}, "");
}

}  // namespace reluscope
