#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "linalg/vector_target.hpp"

int main(int argc, char** argv) {
  reluscope::use_vector_target_of_environment();  // as the program does
  return doctest::Context(argc, argv).run();
}
