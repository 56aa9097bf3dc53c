#include "cli/generate/value_kind.hpp"

#include "support/text.hpp"

namespace reluscope {

std::vector<std::string> words_of(const Option& option) {
  std::vector<std::string> words = split(option.value_name, '|');
  if (words.size() == 1) return {};
  for (std::string& word : words)
    if (const std::size_t colon = word.find(':'); colon != std::string::npos) word.resize(colon + 1);
  return words;
}

bool takes_file(const Option& option) {
  const std::string& name = option.kind == Option::Kind::positional ? option.flags : option.value_name;
  return name == "FILE" || name.ends_with(".csv") || name.ends_with(".json") || name.ends_with(".safetensors");
}

std::vector<std::string> names_of(const Option& option) { return split(option.flags, ','); }

std::string without_default(const std::string& description) {
  const std::size_t bracket = description.rfind(" [");
  return description.ends_with("]") && bracket != std::string::npos ? description.substr(0, bracket) : description;
}

}  // namespace reluscope
