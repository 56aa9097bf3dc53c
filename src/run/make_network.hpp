#pragma once

#include <cstdint>

#include "data/encoding.hpp"
#include "model/network.hpp"
#include "run/run_spec.hpp"

namespace reluscope {

/// The network to start from: as wide as --hidden says, initialised by the seed, or read from --init-from. Throws
/// UserError if the file does not fit the dataset or --hidden.
Network<float> make_network(const ModelSpec& options, const Encoding& encoding, std::uint64_t seed);

}  // namespace reluscope
