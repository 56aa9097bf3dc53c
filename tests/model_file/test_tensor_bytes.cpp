#include <bit>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>

#include "model_file/tensor_bytes.hpp"
#include "support/error.hpp"
#include "support/small_floats.hpp"

using namespace reluscope;

TEST_SUITE("tensor_bytes") {

TEST_CASE("every half float that is a number is its own nearest one, and so is every bfloat16") {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if (!std::isnan(from_half(half))) CHECK(to_half(from_half(half)) == half);
    if (!std::isnan(from_bfloat16(half))) CHECK(to_bfloat16(from_bfloat16(half)) == half);
  }
}

TEST_CASE("numbers between two half floats go to the nearer one, halfway to the even one") {
  for (unsigned bits = 0; bits + 1 < 0x7c00; ++bits) {
    const double below = from_half(static_cast<std::uint16_t>(bits)),
                 above = from_half(static_cast<std::uint16_t>(bits + 1)), middle = (below + above) / 2;
    CHECK(to_half(std::nextafter(middle, 0.0)) == bits);
    CHECK(to_half(std::nextafter(middle, INFINITY)) == bits + 1);
    CHECK(to_half(middle) == (bits % 2 == 0 ? bits : bits + 1));
    CHECK(to_half(-middle) == (bits % 2 == 0 ? bits : bits + 1) + 0x8000);
  }
  CHECK(std::isinf(from_half(to_half(65520))));
  CHECK(from_half(to_half(65519.99)) == 65504);
  for (unsigned bits = 0; bits + 1 < 0x7f80; ++bits) {
    const double below = from_bfloat16(static_cast<std::uint16_t>(bits)),
                 above = from_bfloat16(static_cast<std::uint16_t>(bits + 1)), middle = (below + above) / 2;
    CHECK(to_bfloat16(std::nextafter(middle, 0.0)) == bits);
    CHECK(to_bfloat16(std::nextafter(middle, INFINITY)) == bits + 1);
    CHECK(to_bfloat16(middle) == (bits % 2 == 0 ? bits : bits + 1));
  }
}

TEST_CASE("places of any axes are taken out of a tensor") {
  const std::vector<std::size_t> shape = {2, 3, 4};
  std::string bytes;
  for (std::size_t i = 0; i < 24; ++i) bytes += static_cast<char>(i);
  const TensorEdit edit{.kept = {{1, {0, 2}}, {2, {3}}}, .values = {}};
  CHECK(edited_shape(shape, edit, "t") == std::vector<std::size_t>{2, 2, 1});
  CHECK(kept_bytes(bytes, shape, 1, edit) == std::string{3, 11, 15, 23});
  CHECK(kept_bytes(bytes + bytes, shape, 2, {.kept = {{0, {1}}}, .values = {}}) == bytes);
  CHECK_THROWS_AS(edited_shape(shape, {.kept = {{3, {0}}}, .values = {}}, "t"), UserError);
  CHECK_THROWS_AS(edited_shape(shape, {.kept = {{1, {3}}}, .values = {}}, "t"), UserError);
  CHECK_THROWS_AS(edited_shape(shape, {.kept = {}, .values = std::vector<double>(23)}, "t"), UserError);
}

TEST_CASE("a value that the type does not have is an error") {
  CHECK(float_bytes({1.5}, FloatType::f64, "t") == std::string("\0\0\0\0\0\0\xf8\x3f", 8));
  CHECK(float_bytes({1.5}, FloatType::f32, "t") == std::string("\0\0\xc0\x3f", 4));
  CHECK(float_bytes({1.5}, FloatType::f16, "t") == std::string("\0\x3e", 2));
  CHECK(float_bytes({1.5}, FloatType::bf16, "t") == std::string("\xc0\x3f", 2));
  CHECK_THROWS_AS(float_bytes({1e39}, FloatType::f32, "t"), UserError);
  CHECK_THROWS_AS(float_bytes({1e5}, FloatType::f16, "t"), UserError);
  CHECK_THROWS_AS(float_bytes({NAN}, FloatType::f64, "t"), UserError);
}

}  // TEST_SUITE("tensor_bytes")
