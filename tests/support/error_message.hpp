#pragma once

#include <string>

#include "support/error.hpp"

/// What the UserError that `work` throws says; "" where it throws none.
template <class Work>
std::string error_message(const Work& work) {
  try {
    work();
  } catch (const reluscope::UserError& error) {
    return error.what();
  }
  return "";
}
