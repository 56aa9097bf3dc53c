#include "diagnosis/statistics.hpp"

#include <boost/math/distributions/binomial.hpp>

namespace reluscope {

double upper_bound_95(std::int64_t hits, std::int64_t trials) {
  return boost::math::binomial::find_upper_bound_on_p(static_cast<double>(trials), static_cast<double>(hits), 0.05);
}

}  // namespace reluscope
