#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reluscope {

/// For how many steps each axis goes through the values.
inline std::vector<std::size_t> strides_of(const std::vector<std::int64_t>& dims) {
  std::vector<std::size_t> strides(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * static_cast<std::size_t>(dims[axis]);
  return strides;
}

/// Calls visit(offset) for every element of `dims`, in row-major order; strides: by which offset each axis steps.
template <class Visit>
void each_offset(const std::vector<std::int64_t>& dims, const std::vector<std::size_t>& strides, const Visit& visit) {
  if (std::ranges::find(dims, 0) != dims.end()) return;
  std::vector<std::int64_t> index(dims.size(), 0);
  for (std::size_t offset = 0;;) {
    visit(offset);
    std::size_t axis = dims.size();
    for (;;) {
      if (axis == 0) return;
      --axis;
      offset += strides[axis];
      if (++index[axis] < dims[axis]) break;
      offset -= strides[axis] * static_cast<std::size_t>(dims[axis]);
      index[axis] = 0;
    }
  }
}

}  // namespace reluscope
