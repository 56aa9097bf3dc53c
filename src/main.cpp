#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <unistd.h>

#include "cli/app.hpp"
#include "cli/interrupts.hpp"
#include "support/enough_stack.hpp"
#include "support/error.hpp"
#include "support/out_of_memory.hpp"
#include "support/standard_streams.hpp"
#include "support/text.hpp"

namespace {

/// Before any other code of the program, the constructors of its globals too: a signal may come at any time, and memory
/// end. Whatever handled std::bad_alloc would need memory, too - the destructor of a JSON value does -, and streams
/// hide it: so nobody gets to see it.
[[gnu::constructor(101)]] void begin() {
  std::set_new_handler(reluscope::end_out_of_memory);
  reluscope::take_signals();
  if (!reluscope::reserve_standard_fds()) ::_exit(2);
}

int run(int argc, char** argv) {
  try {
    return reluscope::run_app(argc, argv);
  } catch (const reluscope::UserError& error) {
    const std::string line = "error: " + reluscope::one_line(error.what()) + '\n';
    std::cerr << line;
  } catch (const std::bad_alloc&) {
    reluscope::end_out_of_memory();
  } catch (const std::exception& error) {
    std::cerr << "error: internal: " << error.what() << "; please report this\n";
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  int code = 2;
  if (!reluscope::run_with_enough_stack([&] { code = run(argc, argv); }))
    std::cerr << "error: the stack is too small, and no thread can be made; raise ulimit -s\n";
  return code;
}
