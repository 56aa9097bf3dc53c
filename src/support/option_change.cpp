#include "support/option_change.hpp"

#include "support/shell.hpp"

namespace reluscope {

std::string text_of(const OptionChanges& changes) {
  std::string text;
  for (const OptionChange& change : changes) {
    const std::string flag = "--" + change.key;
    text += (text.empty() ? "" : " ") + (change.texts.empty() ? flag : with_list(flag, change.texts));
  }
  return text;
}

}  // namespace reluscope
