#pragma once

#include <string>
#include <vector>

#include "model_file/state_modules.hpp"

namespace reluscope {

/// The prefixes that --prefix chooses ("policy.", or several with commas), as the names of the file have them: with
/// the prefixes of wrappers, and a dot at the end. None if the text is empty. Throws UserError if no name starts so.
std::vector<std::string> chosen_prefixes(const StoredFile& content, const std::string& text, const std::string& file);

/// A network among several in a file.
struct NamedNetwork {
  std::string prefix;
  std::vector<std::size_t> widths;
};

/// The networks of which a file consists: the fewest first parts of names that make more than one group of layers, each
/// of which forms a chain by itself. Empty if there are none. layers: Linear modules.
std::vector<NamedNetwork> separate_networks(const std::vector<StateModule>& layers);

/// Throws the UserError that lists them and proposes --prefix.
[[noreturn]] void fail_several(const std::vector<NamedNetwork>& networks, const std::string& file);

}  // namespace reluscope
