#pragma once

#include <cstdint>

#include "cli/train_options.hpp"
#include "data/encoding.hpp"
#include "model/network.hpp"

namespace reluscope {

/// The network to start from: as wide as --hidden says, initialised by the seed, or read from --init-from. Throws
/// UserError where the file does not fit the dataset or --hidden.
Network<float> make_network(const NetworkOptions& options, const Encoding& encoding, std::uint64_t seed);

}  // namespace reluscope
