#pragma once

#include <xtensor/xtensor.hpp>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// rows × columns, row-major, contiguous. `Matrix<T>::from_shape({rows, columns})` leaves the values unset.
template <class T>
using Matrix = xt::xtensor_container<xt::uvector<T, CacheLineAllocator<T>>, 2, xt::layout_type::row_major>;

}  // namespace reluscope
