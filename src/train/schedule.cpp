#include "train/schedule.hpp"

#include <cmath>
#include <numbers>

namespace reluscope {

double Schedule::rate(double base, int epoch, int epochs) const {
  switch (kind) {
    case Kind::constant:
      break;
    case Kind::cosine:
      return base * (1 + std::cos(std::numbers::pi * (epoch - 1) / epochs)) / 2;
    case Kind::step:
      return base * std::pow(gamma, (epoch - 1) / step_size);
  }
  return base;
}

}  // namespace reluscope
