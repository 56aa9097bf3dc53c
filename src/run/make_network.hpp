#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/encoding.hpp"
#include "model/network.hpp"
#include "run/run_spec.hpp"

namespace reluscope {

/// Reads --init-from, if it is given, and settles what the options leave to it: its scaling is used if it brings one,
/// unless it is to be fitted again. Throws UserError if the file cannot be used, or the options contradict it.
void read_starting_model(RunSpec& spec);

/// Of the network to start from: its inputs, hidden layers and outputs, as --hidden says, or as `options.start` has
/// them. Throws UserError if that does not fit the dataset or --hidden.
std::vector<std::size_t> starting_widths(const ModelSpec& options, const Encoding& encoding);
/// The network itself: initialised by the seed, or that of `options.start`.
Network<float> make_network(const ModelSpec& options, const Encoding& encoding, std::uint64_t seed);

}  // namespace reluscope
