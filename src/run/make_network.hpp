#pragma once

#include <cstdint>

#include "data/encoding.hpp"
#include "model/network.hpp"
#include "run/run_spec.hpp"

namespace reluscope {

/// Reads --init-from, if it is given, and settles what the options leave to it: its scaling is used if it brings one,
/// unless it is to be fitted again. Throws UserError if the file cannot be used, or the options contradict it.
void read_starting_model(RunSpec& spec);

/// The network to start from: as wide as --hidden says, initialised by the seed, or that of `options.start`.
/// Throws UserError if that does not fit the dataset or --hidden.
Network<float> make_network(const ModelSpec& options, const Encoding& encoding, std::uint64_t seed);

}  // namespace reluscope
