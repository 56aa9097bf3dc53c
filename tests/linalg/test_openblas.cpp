#include <cstdlib>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

#include "linalg/openblas.hpp"

extern "C" {
char* openblas_get_corename();
void gotoblas_dynamic_quit() __attribute__((weak));
void gotoblas_dynamic_init() __attribute__((weak));
}

using namespace reluscope;

TEST_SUITE("openblas") {

namespace {

/// Makes OpenBLAS choose its kernels again, by this value of OPENBLAS_CORETYPE if there is one.
void restart_openblas(const char* core_type) {
  core_type == nullptr ? unsetenv("OPENBLAS_CORETYPE") : setenv("OPENBLAS_CORETYPE", core_type, 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
}

}  // namespace

#if defined(__x86_64__)
TEST_CASE(
    "a processor that OpenBLAS takes for one of SSE3 gets the kernels for its instructions, unless told otherwise" *
    doctest::skip(gotoblas_dynamic_init == nullptr || !__builtin_cpu_supports("avx2") ||
                  !__builtin_cpu_supports("fma"))) {
  const char* const of_the_user = getenv("OPENBLAS_CORETYPE");
  const std::string kept = of_the_user == nullptr ? "" : of_the_user;

  restart_openblas("Prescott");
  REQUIRE(std::string(openblas_get_corename()) == "Prescott");
  set_up_openblas();
  CHECK(std::string(openblas_get_corename()) == "Prescott");

  unsetenv("OPENBLAS_CORETYPE");  // as if it had found nothing better
  set_up_openblas();
  CHECK(std::string(openblas_get_corename()) == (__builtin_cpu_supports("avx512bw") ? "SkylakeX" : "Haswell"));
  CHECK(getenv("OPENBLAS_CORETYPE") == nullptr);

  restart_openblas(of_the_user == nullptr ? nullptr : kept.c_str());
  set_up_openblas();
}
#endif

TEST_CASE("rows are multiplied in equal parts, none larger than OpenBLAS multiplies without packing") {
  int whole = 0, not_at_all = 0;
  for (const std::size_t rows : {1, 30, 100, 256, 1000}) {
    for (const std::size_t inputs : {1, 28, 64, 320, 321}) {
      for (const std::size_t units : {1, 16, 32, 64, 72, 73, 256}) {
        const std::size_t block = row_block(rows, inputs, units);
        not_at_all += block == 0;
        whole += block == rows;
        if (block == 0) continue;
        CHECK(block * inputs * units <= 1'000'000);
        const std::size_t parts = (rows + block - 1) / block;
        CHECK(rows > (block - 1) * parts);  // with a row less in each there would be some left
      }
    }
  }
  CHECK(whole > 0);
  CHECK(not_at_all > 0);
}

TEST_CASE("no product is taken the other way where that would change the last bit") {
  CHECK(row_block(64, 321, 32) == 0);                           // its sum has several parts
  if (!has_avx2_kernels()) CHECK(row_block(256, 64, 72) == 0);  // half of the last vector
  CHECK(row_block(256, 28, 73) == 256);
}

}  // TEST_SUITE("openblas")
