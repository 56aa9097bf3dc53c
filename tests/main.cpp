#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "linalg/openblas.hpp"

int main(int argc, char** argv) {
  reluscope::set_up_openblas();  // as the program does
  return doctest::Context(argc, argv).run();
}
