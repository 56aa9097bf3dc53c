#include "train/schedule.hpp"

#include "support/elementary.hpp"

namespace reluscope {

double Schedule::rate(double base, int epoch, int epochs) const {
  const double rate = rate_without_warmup(base, epoch, epochs);
  return epoch <= warmup ? rate * epoch / (warmup + 1) : rate;
}

double Schedule::rate_without_warmup(double base, int epoch, int epochs) const {
  switch (kind) {
    case Kind::constant:
      break;
    case Kind::cosine:
      return base * (1 + cosine_of_pi(static_cast<double>(epoch - 1) / epochs)) / 2;
    case Kind::step:
      return base * integer_power(gamma, (epoch - 1) / step_size);
  }
  return base;
}

}  // namespace reluscope
