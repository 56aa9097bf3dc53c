#pragma once

#include <cstdlib>
#include <new>
#include <string>

#include "support/error.hpp"

/// Runs work(); of what it may throw, only an error that a user understands is right: in one line.
int outcome_of(auto&& work) {
  try {
    work();
  } catch (const reluscope::UserError& error) {
    if (std::string(error.what()).find('\n') != std::string::npos) std::abort();
  } catch (const std::bad_alloc&) {
    return 0;  // the limit of the fuzzer
  }
  return 0;
}
