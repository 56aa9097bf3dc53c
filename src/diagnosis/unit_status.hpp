#pragma once

#include <cstdint>
#include <string_view>

namespace reluscope {

/// What a unit did on all rows, with the weights frozen. A byte, as it is kept for every unit and epoch.
enum class UnitStatus : std::uint8_t {
  dead,           // active on no row
  sparse,         // active on some, on at most the share --sparse-below
  active,         // all the rest
  always_active,  // active on every row: linear on this data
};

/// active_rows: of `rows` > 0. sparse_below: a rate, inclusive (Dohare et al. 2024 use 0.01).
UnitStatus status_of(std::int64_t active_rows, std::int64_t rows, double sparse_below);

/// As in the report: "dead", "sparse", "active", "always_active".
std::string_view name_of(UnitStatus status);

}  // namespace reluscope
