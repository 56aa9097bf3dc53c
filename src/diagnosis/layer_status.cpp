#include "diagnosis/layer_status.hpp"

namespace reluscope {

LayerStatus layer_status(std::span<const std::int64_t> active_rows, std::int64_t rows, double sparse_below) {
  LayerStatus layer;
  double inactive = 0;
  for (const std::int64_t active : active_rows) {
    const UnitStatus status = status_of(active, rows, sparse_below);
    layer.dead += status == UnitStatus::dead;
    layer.sparse += status == UnitStatus::sparse;
    inactive += 1 - static_cast<double>(active) / static_cast<double>(rows);
  }
  layer.apoz = inactive / static_cast<double>(active_rows.size());
  return layer;
}

}  // namespace reluscope
