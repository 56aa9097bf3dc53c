#pragma once

#include <cstddef>

#include "diagnosis/proof/input_box.hpp"
#include "linalg/matrix.hpp"

namespace reluscope {

/// Points of the box, the same ones every time: its lowest and its highest corner, corners at random, then points at
/// random, half of each. One-hot groups stay one-hot. points × inputs.
Matrix<float> points_in(const InputBox& box, std::size_t count);

/// Points at random where no box is known: normally distributed, with deviations between 0.1 and 100 from point to
/// point. points × inputs.
Matrix<float> points_anywhere(std::size_t inputs, std::size_t count);

}  // namespace reluscope
