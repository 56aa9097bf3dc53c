#pragma once

#include "support/error.hpp"

namespace reluscope {

/// That the system does not give what is there, as a disk that cannot be read. What was asked for may well be right:
/// who only tries something must not take this for an answer.
class SystemError : public UserError {
 public:
  using UserError::UserError;
};

}  // namespace reluscope
