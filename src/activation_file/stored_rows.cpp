#include "activation_file/stored_rows.hpp"

namespace reluscope {

void StoredRows::load(std::size_t first, MatrixView<float> to) const {
  if (!is_by_columns) return load_floats(format, address(first, 0), to.size(), to.data(), 1);
  for (std::size_t unit = 0; unit < units; ++unit)
    load_floats(format, address(first, unit), to.rows(), to.data() + unit, units);
}

double StoredRows::value(std::size_t row, std::size_t unit) const { return stored_value(format, address(row, unit)); }

}  // namespace reluscope
