#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace reluscope {

/// A linear layer of a model file.
struct NamedLayer {
  std::string name;  // without the prefixes that all names share
  std::size_t inputs = 0;
  std::size_t units = 0;
};

/// The place of each layer in the order in which they follow, as far as the file says it for certain: their names are
/// one stem with different numbers (0, 2, 4; fc1, fc2, fc10; net.0, net.2), or there is only one order in which each
/// layer takes as many inputs as the one before has units. Throws UserError, which proposes --layers, if neither is so.
/// file: its name.
std::vector<std::size_t> order_of_layers(const std::vector<NamedLayer>& layers, const std::string& file);

/// The places of the layers in the order in which they are named. Throws UserError if the names are not those of all
/// layers, each once.
std::vector<std::size_t> order_by_names(const std::vector<NamedLayer>& layers, const std::vector<std::string>& names,
                                        const std::string& file);

/// What is put before all names by DistributedDataParallel (module.), torch.compile (_orig_mod.) or a class around the
/// model (model.), in whatever order: the start that all of the names have in common. May be empty.
std::string wrapper_prefix(const std::vector<std::string>& names);

}  // namespace reluscope
