#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model_file/state_modules.hpp"

namespace reluscope {

/// Modules and activations in the order in which the model applies them.
struct OrderedModules {
  std::vector<std::optional<std::size_t>> entries;  // an index of the modules, or none for an activation
  std::vector<std::string> activated;  // pairs of layers with an activation between them that nobody has named
  std::vector<std::string> notes;      // for the user: what was made of their numbers
};

/// Puts the modules in order. An activation follows every Linear but the last, directly or after its batch
/// normalisations; but in a Sequential in which activations have numbers, none is between two that follow each other.
///
/// wanted: as --layers gives it, with "activation" where there is one; empty: as far as the file says it for certain.
/// Linear layers follow as order_of_layers says. A batch normalisation has its place by the numbers of a Sequential:
/// the activation has no tensors, so it has the number that is missing (0 Linear, 1 BatchNorm, 3 Linear: before it; 0
/// Linear, 2 BatchNorm, 3 Linear: behind it). Names such as fc1 and bn1 do not say on which side of the activation it
/// is. follow_each_other: whatever networks the names tell apart are parts of one. Throws UserError, which proposes
/// --layers, or --prefix where several networks are in the file.
OrderedModules order_of_modules(const std::vector<StateModule>& modules, const std::vector<std::string>& wanted,
                                bool follow_each_other, const std::string& file);

}  // namespace reluscope
