#pragma once

#include <cstdint>

#include "support/names.hpp"

namespace reluscope {

/// What a unit did on all rows, with the weights frozen. A byte, as it is kept for every unit and epoch.
enum class UnitStatus : std::uint8_t {
  dead,           // active on no row
  sparse,         // active on some, on at most the share --sparse-below
  active,         // all the rest
  always_active,  // active on every row: linear on this data
};
template <>
inline constexpr auto k_words<UnitStatus> = std::to_array<Word<UnitStatus>>({{UnitStatus::dead, "dead"},
                                                                             {UnitStatus::sparse, "sparse"},
                                                                             {UnitStatus::active, "active"},
                                                                             {UnitStatus::always_active,
                                                                              "always_active"}});

/// active_rows: of `rows` > 0. sparse_below: a rate, inclusive (Dohare et al. 2024 use 0.01).
UnitStatus status_of(std::int64_t active_rows, std::int64_t rows, double sparse_below);

}  // namespace reluscope
