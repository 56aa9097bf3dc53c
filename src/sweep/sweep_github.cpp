#include "report/github_text.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {

std::string sweep_github(const SweepResult& result, const Terminal& /*terminal*/) {
  return github_annotations(result.reasons);
}

}  // namespace reluscope
