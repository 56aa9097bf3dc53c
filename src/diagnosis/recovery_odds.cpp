#include "diagnosis/recovery_odds.hpp"

namespace reluscope {

std::optional<double> recovery_share(Recovery recovery, OptimizerKind optimizer) {
  switch (recovery) {
    case Recovery::none:
    case Recovery::gradient:
      return std::nullopt;
    case Recovery::upstream:
      return 0.27;
    case Recovery::optimizer:
      break;
  }
  switch (optimizer) {
    case OptimizerKind::sgd:
      return 0.03;
    case OptimizerKind::momentum:
      return 0.41;
    case OptimizerKind::nesterov:
      return 0.53;
    case OptimizerKind::rmsprop:
      return 0.56;
    case OptimizerKind::adam:
      return 0.86;
    case OptimizerKind::adamw:
      return 0.10;
  }
  return std::nullopt;
}

}  // namespace reluscope
