#pragma once

#include <stdexcept>

namespace reluscope {

/// Something the user can fix: the message names the place (file, line, column or option) and the cure, in one line.
/// Only `main` catches it; the program then ends with exit code 2.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace reluscope
