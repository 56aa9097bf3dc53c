#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/activation.hpp"

namespace reluscope {

/// An activation and its gradient at a point, beside finite differences.
struct PointCheck {
  double x = 0;
  double value = 0;
  double gradient = 0;
  double finite_difference = 0;  // central; the step is small enough not to cross 0
  double left_difference = 0;
  double right_difference = 0;
};

/// Runs the activation layer, forward and backward, on the points.
std::vector<PointCheck> check_points(const std::vector<double>& points, const Activation& activation);

/// Backpropagation through a random network compared with central differences, both in double.
struct NetworkCheck {
  std::size_t parameters = 0;
  std::size_t compared = 0;         // those whose difference crosses no kink of the activation
  double worst_relative_error = 0;  // |a − n| / max(|a|, |n|, 1e-3 · greatest |a|)
};

/// Of the network that `check_network` makes of these widths; a double, as it may be large.
double parameters_to_check(const std::vector<std::size_t>& hidden, bool classification);

/// hidden: widths. The work grows with the square of the parameters. A network of 5 random inputs and 16 random rows,
/// with 3 classes and cross-entropy, or, for regression, one output and squared error.
NetworkCheck check_network(const std::vector<std::size_t>& hidden, bool classification, const Activation& activation,
                           std::uint64_t seed);

}  // namespace reluscope
