#pragma once

#include <cstdint>
#include <span>

#include "diagnosis/unit_status.hpp"

namespace reluscope {

/// A hidden layer at an epoch.
struct LayerStatus {
  std::int64_t dead = 0;
  std::int64_t sparse = 0;
  double apoz = 0;  // mean over the units of 1 − activation_rate (Hu et al. 2016)
};

/// active_rows: per unit, of `rows` > 0. sparse_below: as in status_of.
LayerStatus layer_status(std::span<const std::int64_t> active_rows, std::int64_t rows, double sparse_below);

}  // namespace reluscope
