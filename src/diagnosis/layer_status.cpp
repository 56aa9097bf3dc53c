#include "diagnosis/layer_status.hpp"

#include <algorithm>

namespace reluscope {

LayerStatus layer_status(std::span<const std::int64_t> active_rows, std::int64_t rows, double sparse_below) {
  LayerStatus look;
  look.status.reserve(active_rows.size());
  double inactive = 0;
  for (const std::int64_t active : active_rows) {
    look.status.push_back(status_of(active, rows, sparse_below));
    inactive += 1 - static_cast<double>(active) / static_cast<double>(rows);
  }
  look.dead = std::ranges::count(look.status, UnitStatus::dead);
  look.sparse = std::ranges::count(look.status, UnitStatus::sparse);
  look.apoz = inactive / static_cast<double>(active_rows.size());
  return look;
}

}  // namespace reluscope
