#include <exception>
#include <iostream>
#include <new>

#include "cli/app.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

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
