#include <cmath>
#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <map>
#include <string>
#include <vector>

#include "model_file/safetensors.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("safetensors") {

namespace {

const std::string k_not_one = "m.safetensors: not a safetensors file, or a damaged one; save the model again";

/// A file by the format's description: the header's length as 8 bytes, little-endian; the header; the data.
std::string file_of(const std::string& header, const std::string& data) {
  std::string length;
  for (std::size_t i = 0, n = header.size(); i < 8; ++i, n >>= 8) length += static_cast<char>(n & 255);
  return length + header + data;
}

std::string header_of(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"w":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

/// The bytes of a file with one tensor "w" of these bit patterns.
template <class Bits>
std::string stored(const std::string& type, const std::vector<Bits>& patterns) {
  std::string data;
  for (Bits bits : patterns)
    for (std::size_t i = 0; i < sizeof bits; ++i) data += static_cast<char>(bits >> 8 * i & 255);
  return file_of(
      header_of(type, "[" + std::to_string(patterns.size()) + "]", "[0," + std::to_string(data.size()) + "]"), data);
}

std::vector<float> read(const std::string& bytes) {
  return parse_safetensors(bytes, "m.safetensors").tensors.at("w").values;
}

std::string complaint(const std::string& bytes) {
  return error_message([&] { parse_safetensors(bytes, "m.safetensors"); });
}

}  // namespace

TEST_CASE("what is written is read again: values bit for bit, shapes, metadata") {
  TensorFile file;
  file.tensors["0.weight"] = {{2, 3}, {1, -2.5F, 0.1F, 1e-45F, -0.0F, 3.4028235e38F}};
  file.tensors["0.bias"] = {{2}, {INFINITY, -7}};
  file.tensors["none"] = {{0, 4}, {}};
  file.tensors["scalar"] = {{}, {42}};
  file.metadata = {{"format", "pt"}, {"text", "quotes \" and \xC3\xA9\n"}};
  const TensorFile again = parse_safetensors(to_safetensors(file), "m.safetensors");
  CHECK(again.metadata == file.metadata);
  REQUIRE(again.tensors.size() == 4);
  for (const auto& [name, tensor] : file.tensors) {
    CHECK(again.tensors.at(name).shape == tensor.shape);
    const std::vector<float>& values = again.tensors.at(name).values;
    REQUIRE(values.size() == tensor.values.size());
    if (!values.empty()) CHECK(std::memcmp(values.data(), tensor.values.data(), 4 * values.size()) == 0);
  }
}

TEST_CASE("a file is written as the format says: length, header, then the values, aligned to 8 bytes") {
  TensorFile file;
  file.tensors["a"] = {{1, 2}, {1, -2}};
  file.metadata["k"] = "v";
  const std::string header = R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  CHECK(to_safetensors(file) == file_of(padded, std::string("\0\0\x80\x3F\0\0\0\xC0", 8)));
}

TEST_CASE("half precision is read by the bit patterns of IEEE 754") {
  const std::map<std::uint16_t, float> patterns = {
      {0x0000, 0.0F},  {0x0001, 0x1p-24F},     {0x03FF, 0x3FFp-24F}, {0x0400, 0x1p-14F}, {0x3555, 0.333251953125F},
      {0x3C00, 1.0F},  {0x3C01, 1 + 0x1p-10F}, {0x7BFF, 65504.0F},   {0x7C00, INFINITY}, {0x8001, -0x1p-24F},
      {0xC000, -2.0F}, {0xFC00, -INFINITY}};
  for (const auto& [bits, value] : patterns) {
    CAPTURE(bits);
    CHECK(read(stored<std::uint16_t>("F16", {bits})) == std::vector<float>{value});
  }
  CHECK(std::signbit(read(stored<std::uint16_t>("F16", {0x8000}))[0]));
  CHECK(std::isnan(read(stored<std::uint16_t>("F16", {0x7E00}))[0]));
}

TEST_CASE("bfloat16 is the upper half of a float32") {
  CHECK(read(stored<std::uint16_t>("BF16", {0x3F80, 0xC000, 0x4049, 0x0001, 0x7F7F, 0xFF80})) ==
        std::vector<float>{1, -2, 3.140625F, 0x1p-133F, 0xFFp120F, -INFINITY});
  CHECK(std::isnan(read(stored<std::uint16_t>("BF16", {0x7FC0}))[0]));
}

TEST_CASE("float32 and double are read, a double as the nearest float32") {
  CHECK(read(stored<std::uint32_t>("F32", {0x3F800000, 0x00000001, 0xC0490FDB})) ==
        std::vector<float>{1, 0x1p-149F, -3.14159274F});
  CHECK(read(stored<std::uint64_t>("F64", {0x3FF0000000000000, 0x3FB999999999999A, 0x400921FB54442D18})) ==
        std::vector<float>{1, 0.1F, 3.14159274F});
}

TEST_CASE("a file without metadata, with spaces after the header, or with tensors in any order is fine") {
  const std::string header =
      R"({"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   )";
  const TensorFile file = parse_safetensors(file_of(header, std::string("\0\0\x80\x3F\0\0\0\x40", 8)), "m.safetensors");
  CHECK(file.metadata.empty());
  CHECK(file.tensors.at("a").values == std::vector<float>{1});
  CHECK(file.tensors.at("b").values == std::vector<float>{2});
}

TEST_CASE("a file that is none, or is cut off, is reported by its name") {
  for (const std::string& bytes :
       {std::string(), std::string("PK\x03\x04"), std::string(100, 'x'), std::string(8, '\xFF'), file_of("[1]", ""),
        file_of("\"w\"", ""), file_of(R"({"w":3})", ""), file_of(R"({"w":{"dtype":"F32"}})", ""),
        file_of(R"({"__metadata__":{"k":1}})", ""), file_of(header_of("F32", "\"1\"", "[0,4]"), "abcd"),
        file_of(header_of("F32", "[1]", "[0]"), "abcd"), file_of(header_of("F32", "[1]", "[0,4,4]"), "abcd"),
        file_of(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}})", "abcd"), file_of(" {}", "")})
    CHECK_MESSAGE(complaint(bytes) == k_not_one, bytes);
}

TEST_CASE("a header that is not JSON, is nested without end, or has a key twice is reported") {
  const std::string cure = "; the file is damaged; save the model again";
  for (const std::string& header :
       {std::string("{"), std::string("{\"\xFF\":{}}"), std::string("{}}"), std::string("{\"w\":1e999}"),
        std::string("{} x"), header_of("F32", "[01]", "[0,4]")})
    CHECK_MESSAGE(complaint(file_of(header, "abcd")) == "m.safetensors: the safetensors header is not JSON" + cure,
                  header);
  const std::string brackets(100'000, '[');
  for (const std::string& header :
       {"{\"w\":" + brackets, header_of("F32", brackets, "[0,4]"), header_of("F32", "[[1]]", "[0,4]"),
        "{\"w\":" + brackets + std::string(100'000, ']') + "}"})
    CHECK(complaint(file_of(header, "abcd"))
              .starts_with("m.safetensors: the safetensors header is nested too deeply (more than 3 levels, at byte "));
  const std::string w = R"("w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  CHECK(complaint(file_of("{" + w + "," + w + "}", "abcd")) ==
        "m.safetensors: the safetensors header has 'w' twice" + cure);
  CHECK(complaint(file_of(R"({"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "abcd")) ==
        "m.safetensors: the safetensors header has 'dtype' twice" + cure);
  CHECK(complaint(file_of(R"({"__metadata__":{"a":"","a":""}})", "")) ==
        "m.safetensors: the safetensors header has 'a' twice" + cure);
}

TEST_CASE("tensors that share bytes, and bytes of no tensor, are reported") {
  const auto file = [](const std::string& offsets_a, const std::string& offsets_b, std::size_t bytes) {
    const auto entry = [](const std::string& name, const std::string& offsets) {
      return "\"" + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":)" + offsets + "}";
    };
    return file_of("{" + entry("a", offsets_a) + "," + entry("b", offsets_b) + "}", std::string(bytes, '\0'));
  };
  CHECK(complaint(file("[0,4]", "[4,8]", 8)).empty());
  CHECK(complaint(file("[4,8]", "[0,4]", 8)).empty());
  const std::string shared = " shares bytes with 'a'; give each weights of its own, and save the model again";
  CHECK(complaint(file("[0,4]", "[0,4]", 4)) == "m.safetensors: tensor 'b'" + shared);
  CHECK(complaint(file("[0,4]", "[2,6]", 6)) == "m.safetensors: tensor 'b'" + shared);
  const auto hole = [](const std::string& from, const std::string& to) {
    return "m.safetensors: bytes " + from + " to " + to +
           " of the data belong to no tensor; the file is damaged; save the model again";
  };
  CHECK(complaint(file("[0,4]", "[8,12]", 12)) == hole("4", "8"));
  CHECK(complaint(file("[4,8]", "[8,12]", 12)) == hole("0", "4"));
  CHECK(complaint(file("[0,4]", "[4,8]", 9)) == hole("8", "9"));
  CHECK(complaint(file_of("{}", "x")) == hole("0", "1"));
}

TEST_CASE("counters are left out, whole numbers of other shapes are not") {
  const auto file = [](const std::string& type, const std::string& shape, std::size_t bytes) {
    return file_of(R"({"n":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":[0,)" +
                       std::to_string(bytes) + "]}}",
                   std::string(bytes, '\0'));
  };
  for (const std::string shape : {"[]", "[1]"}) CHECK(parse_safetensors(file("I64", shape, 8), "m").tensors.empty());
  CHECK(complaint(file("I64", "[2]", 16)) ==
        "m.safetensors: tensor 'n': the type I64 is not read; save the model as float32");
  CHECK(complaint(file("I32", "[]", 4)) ==
        "m.safetensors: tensor 'n': the type I32 is not read; save the model as float32");
  CHECK(complaint(file("I64", "[]", 4)).starts_with("m.safetensors: tensor 'n': its place in the file "));
  CHECK(complaint(file("X99", "[]", 4)) ==
        "m.safetensors: tensor 'n': the type 'X99' is not read; save the model as float32");
}

TEST_CASE("a name with control bytes stays on one line of the message") {
  CHECK(complaint(file_of(R"({"a\nb\u001b[31m":{"dtype":"F32","shape":[9],"data_offsets":[0,4]}})", "abcd"))
            .find_first_of("\n\x1b") == std::string::npos);
}

TEST_CASE("every cut of a good file is reported, and none crashes") {
  TensorFile file;
  file.tensors["w"] = {{2, 2}, {1, 2, 3, 4}};
  const std::string good = to_safetensors(file);
  for (std::size_t n = 0; n < good.size(); ++n) CHECK_MESSAGE(!complaint(good.substr(0, n)).empty(), n);
}

TEST_CASE("a tensor whose place does not fit its shape is reported by its name") {
  const std::string data(16, '\0');
  for (const auto& [shape, offsets] : std::map<std::string, std::string>{{"[4]", "[0,12]"},
                                                                         {"[3]", "[0,16]"},
                                                                         {"[2,3]", "[0,16]"},
                                                                         {"[5]", "[0,20]"},
                                                                         {"[1]", "[16,20]"},
                                                                         {"[0]", "[8,4]"},
                                                                         {"[]", "[0,8]"},
                                                                         {"[-1]", "[0,16]"},
                                                                         {"[4.0]", "[0,16]"},
                                                                         {"[2,2]", "[0.0,16]"},
                                                                         {"[2,2,1]", "[-0,16]"},
                                                                         {"[4,1]", "[-16,0]"},
                                                                         {"[1,4]", "[0,16e0]"},
                                                                         {"[1,1,4]", "[0,18446744073709551632]"}}) {
    CAPTURE(shape);
    CHECK(complaint(file_of(header_of("F32", shape, offsets), data))
              .starts_with("m.safetensors: tensor 'w': its place in the file "));
  }
}

TEST_CASE("a shape whose size overflows is reported as any other that does not fit") {
  for (const std::string shape :
       {"[4611686018427387904]", "[4294967296,4294967296]", "[2,9223372036854775808]", "[-4611686018427387904]"}) {
    CAPTURE(shape);
    std::string message;
    CHECK_NOTHROW(message = complaint(file_of(header_of("F32", shape, "[0,0]"), "")));
    CHECK(message.starts_with("m.safetensors: "));
  }
}

TEST_CASE("a type that is not read is named, with the cure") {
  CHECK(complaint(file_of(header_of("I32", "[2]", "[0,8]"), std::string(8, '\0'))) ==
        "m.safetensors: tensor 'w': the type I32 is not read; save the model as float32");
}

}  // TEST_SUITE("safetensors")
