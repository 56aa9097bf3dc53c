#pragma once

#include "report/fields.hpp"
#include "run/estimate.hpp"

namespace reluscope {

// The description, as in report/fields.hpp, of numbers over several runs.

void describe(auto& v, Is<ShareEstimate> auto& estimate) {
  v("count", estimate.count, "runs");
  v("share", estimate.share, "of the runs", Allowed::rate);
  v("lower", estimate.interval.lower, "of the 95 % confidence interval (Clopper & Pearson 1934)", Allowed::rate);
  v("upper", estimate.interval.upper, "of that interval", Allowed::rate);
}

void describe(auto& v, Is<MeanEstimate> auto& estimate) {
  v("runs", estimate.runs, "that have the number");
  v("mean", estimate.mean, "over these runs", Allowed::number);
  v("lower", estimate.lower, "of the 95 % bootstrap interval of the mean (Hesterberg 2015); null of one run",
    Allowed::number);
  v("upper", estimate.upper, "of that interval", Allowed::number);
  v("min", estimate.min, "over these runs", Allowed::number);
  v("median", estimate.median, "over these runs", Allowed::number);
  v("max", estimate.max, "over these runs", Allowed::number);
}

}  // namespace reluscope
