#pragma once

namespace reluscope {

/// The line above (leaky) ReLU on an interval, slope · z + offset, and the slope of the one below it, which goes
/// through 0.
struct Relaxation {
  double upper_slope = 0, upper_offset = 0, lower_slope = 0;
};

/// On [lower, upper]; the steeper line below where more of the interval is above 0 (Zhang et al. 2018). slope: of the
/// function below 0, in [0, 1).
Relaxation relaxation_of(double lower, double upper, double slope);

}  // namespace reluscope
