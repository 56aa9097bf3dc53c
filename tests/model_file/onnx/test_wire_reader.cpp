#include <doctest/doctest.h>
#include <string>

#include "model_file/onnx/onnx_writer.hpp"
#include "model_file/onnx/wire_reader.hpp"

using namespace reluscope;

TEST_SUITE("wire reader") {

TEST_CASE("the examples of the description of the format are read") {
  // protobuf.dev/programming-guides/encoding: Test1 with a = 150; Test2 with b = "testing"; packed 3, 270, 86942
  WireReader test1("\x08\x96\x01");
  WireField field;
  REQUIRE(test1.next(field));
  CHECK(field.is_varint(1));
  CHECK(field.value == 150);
  CHECK_FALSE(test1.next(field));
  CHECK_FALSE(test1.is_damaged());
  WireReader test2("\x12\x07testing");
  REQUIRE(test2.next(field));
  CHECK(field.is_bytes(2));
  CHECK(field.bytes == "testing");
  WireReader test5(std::string_view("\x32\x06\x03\x8E\x02\x9E\xA7\x05"));
  REQUIRE(test5.next(field));
  WireReader packed(field.bytes);
  std::uint64_t value = 0;
  for (const std::uint64_t wanted : {3, 270, 86942}) {
    REQUIRE(packed.next_varint(value));
    CHECK(value == wanted);
  }
  CHECK_FALSE(packed.next_varint(value));
}

TEST_CASE("numbers of fixed width, negative ones and floats are read") {
  const std::string bytes = varint(1 << 3 | 1) + std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8) +
                            varint(2 << 3 | 5) + raw(std::vector<float>{1.5F}) + number_field(3, ~std::uint64_t{0});
  WireReader reader(bytes);
  WireField field;
  REQUIRE(reader.next(field));
  CHECK(field.integer() == -1);
  REQUIRE(reader.next(field));
  CHECK(field.float32() == 1.5F);
  REQUIRE(reader.next(field));
  CHECK(field.integer() == -1);
}

TEST_CASE("what is no message ends with damage, not beyond the bytes") {
  for (const std::string& bytes :
       {std::string("\x08"), std::string("\x08\x80"),
        std::string("\x12\x05"
                    "abcd"),
        std::string("\x0B\x00", 2), std::string("\x0C"), std::string("\x0E\x00", 2), std::string("\x00\x01", 2),
        std::string(11, '\xFF'), std::string("\x09\x01"), std::string("\x0D\x01\x02"),
        std::string("\x12\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F")}) {
    CAPTURE(bytes);
    WireReader reader(bytes);
    WireField field;
    while (reader.next(field)) {
    }
    CHECK(reader.is_damaged());
  }
}

}  // TEST_SUITE("wire reader")
