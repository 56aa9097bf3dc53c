#include <exception>
#include <iostream>
#include <new>
#include <unistd.h>

#include "cli/app.hpp"
#include "cli/interrupts.hpp"
#include "support/error.hpp"
#include "support/standard_streams.hpp"
#include "support/text.hpp"

namespace {

/// Before any other code of the program, the constructors of its globals too: a signal may come at any time.
[[gnu::constructor(101)]] void begin() {
  reluscope::take_signals();
  if (!reluscope::reserve_standard_fds()) ::_exit(2);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return reluscope::run_app(argc, argv);
  } catch (const reluscope::UserError& error) {
    std::cerr << "error: " << reluscope::one_line(error.what()) << '\n';
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory; use a smaller --hidden, or fewer columns\n";
  } catch (const std::exception& error) {
    std::cerr << "error: internal: " << error.what() << "; please report this\n";
  }
  return 2;
}
