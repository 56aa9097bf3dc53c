#include <doctest/doctest.h>

#include "activation_file/npy_bytes.hpp"
#include "activation_file/npy_header.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("npy header") {

namespace {

/// Reads from a text, a few bytes at a time.
ReadBytes reader_of(const std::string& bytes) {
  return [bytes, next = std::size_t{0}](std::span<char> buffer) mutable {
    const std::size_t count = std::min({buffer.size(), bytes.size() - next, std::size_t{3}});
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(next), count, buffer.begin());
    next += count;
    return count;
  };
}

NpyHeader header_of(const std::string& bytes) { return read_npy_header(reader_of(bytes), "a.npy"); }
std::string complaint(const std::string& bytes) {
  return error_message([&] { header_of(bytes); });
}
std::string complaint_of_literal(const std::string& literal) { return complaint(npy_with(literal, "")); }

}  // namespace

TEST_CASE("types, orders and shapes are read") {
  for (const std::size_t size : {2, 4, 8})
    for (const bool is_big : {false, true})
      for (const bool is_fortran : {false, true}) {
        const std::string descr = (is_big ? ">f" : "<f") + std::to_string(size);
        const std::string bytes = npy_with(npy_literal(descr, is_fortran, "(7, 5)"), "data");
        const NpyHeader header = header_of(bytes);
        CHECK(header.rows == 7);
        CHECK(header.units == 5);
        CHECK(header.format.size == size);
        CHECK(header.format.is_big_endian == is_big);
        CHECK(header.is_by_columns == is_fortran);
        CHECK(header.length == bytes.size() - 4);
        CHECK(header.data_size() == 35 * size);
      }
}

TEST_CASE("other writers' literals are read: keys in any order, other quotes and blanks, Python 2's numbers") {
  for (const std::string literal : {
           "{'shape': (3L, 4L), 'fortran_order': False, 'descr': '<f4'}",
           R"({"descr": "<f4", "fortran_order": False, "shape": (3, 4)})",
           "{'descr':'<f4','fortran_order':False,'shape':(3,4,),}",
           "{ 'descr' :\t'<f4' , 'fortran_order' :\nFalse , 'shape' : ( 3 , 4 ) , }",
       }) {
    CAPTURE(literal);
    CHECK(complaint_of_literal(literal) == "");
  }
  CHECK(header_of(npy_with("{'shape': (3L, 4L), 'fortran_order': False, 'descr': '<f4'}", "")).units == 4);
}

TEST_CASE("a header without padding, of every version, is read; other versions are named") {
  const std::string literal = npy_literal("<f4", false, "(3, 4)");
  const auto file = [&](int major, int minor, int length_size) {
    return "\x93NUMPY" + little_endian(static_cast<std::uint64_t>(major), 1) +
           little_endian(static_cast<std::uint64_t>(minor), 1) + little_endian(literal.size(), length_size) + literal;
  };
  CHECK(header_of(file(1, 0, 2)).length == 10 + literal.size());
  CHECK(header_of(file(2, 0, 4)).length == 12 + literal.size());
  CHECK(header_of(file(3, 0, 4)).units == 4);
  for (const auto& [major, minor] : {std::pair{0, 0}, {4, 0}, {1, 1}, {147, 0}})
    CHECK(complaint(file(major, minor, 4)) == "a.npy: is of version " + std::to_string(major) + "." +
                                                  std::to_string(minor) +
                                                  " of the .npy format, which is not known; save the array again "
                                                  "with np.save");
}

TEST_CASE("literals that are not as the format has them are damaged") {
  for (const std::string literal : {
           "",
           "{",
           "{}",
           "{'descr'}",
           "{'descr': '<f4'",
           "{'descr': '<f4', 'fortran_order': False}",
           "{'descr': '<f4', 'shape': (3, 4)}",
           "{'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} x",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
           "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'shape': (3, 4)}",
           "{'descr': '<f4' 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': false, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': Falsehood, 'shape': (3, 4)}",
           "{'descr': <f4, 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f\\x34', 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4\", 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': [3, 4]}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': 3, 4}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (, )}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3,, 4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, -4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, +4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4.0)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 04)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 0x4)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, None)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4LL)}",
           "{'descr': [, 'fortran_order': False, 'shape': (3, 4)}",
           "{'descr': [('x', '<f4), 'fortran_order': False, 'shape': (3, 4)}",
       }) {
    CAPTURE(literal);
    const std::string message = complaint_of_literal(literal);
    CHECK(message.starts_with("a.npy: its header "));
    CHECK(message.ends_with("save the array again with np.save"));
  }
  CHECK(complaint_of_literal("{'descr': '<f4', 'fortran_order': False}") ==
        "a.npy: its header lacks 'shape'; save the array again with np.save");
  CHECK(complaint_of_literal("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}") ==
        "a.npy: its header is damaged, from ')}' on; save the array again with np.save");
}

TEST_CASE("types that are nested without end, dimensions without end and huge headers are refused at once") {
  const std::string deep(60'000, '[');
  CHECK(complaint_of_literal("{'descr': " + deep).starts_with("a.npy: its header is damaged"));
  std::string shape = "(";
  for (int i = 0; i < 20'000; ++i) shape += "1,";
  CHECK(complaint_of_literal(npy_literal("<f4", false, shape + ")")).starts_with("a.npy: its header is damaged"));
  const std::string start = "\x93NUMPY" + little_endian(2, 1) + little_endian(0, 1);
  CHECK(complaint(start + little_endian(0xFFFFFFFF, 4)) ==
        "a.npy: its header is said to have 4,294,967,295 bytes, which no matrix needs; save the array again with "
        "np.save");
}

TEST_CASE("extents that overflow, or that no memory holds, are refused") {
  for (const std::string shape :
       {"(99999999999999999999, 4)", "(18446744073709551616, 4)", "(3, 340282366920938463463)"})
    CHECK_MESSAGE(complaint_of_literal(npy_literal("<f4", false, shape)).find("is too large") != std::string::npos,
                  shape);
  CHECK(complaint_of_literal(npy_literal("<f8", false, "(18446744073709551615, 2)")).find("more rows than any file") !=
        std::string::npos);
  CHECK(complaint_of_literal(npy_literal("<f8", false, "(4611686018427387904, 4)")).find("more rows than any file") !=
        std::string::npos);
  CHECK(complaint_of_literal(npy_literal("<f8", false, "(2, 262145)")).find("more than 262,144 units") !=
        std::string::npos);
  CHECK(complaint_of_literal(npy_literal("<f8", false, "(1099511627776, 262144)")) == "");
}

TEST_CASE("every cut of a header is an error") {
  const std::string whole = npy_with(npy_literal("<f4", false, "(3, 4)"), "");
  CHECK(complaint(whole) == "");
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(complaint(whole.substr(0, size)) ==
          "a.npy: ends within its header; it is cut off, save the array again with np.save");
}

TEST_CASE("types that are not read are named, with the line that helps") {
  const auto refused = [](const std::string& descr) {
    return complaint_of_literal(npy_literal(descr, false, "(3, 4)"));
  };
  CHECK(refused("<i8") == "a.npy: holds int64, not floats; save it with .astype(np.float32)");
  CHECK(refused("|b1") == "a.npy: holds bool, not floats; save it with .astype(np.float32)");
  CHECK(refused(">u2") == "a.npy: holds uint16, not floats; save it with .astype(np.float32)");
  CHECK(refused("<f16") == "a.npy: holds float128, which is not read; save it with .astype(np.float32)");
  CHECK(refused("|O").starts_with("a.npy: holds pickled Python objects, which are not read"));
  CHECK(refused("<c8").starts_with("a.npy: holds complex numbers"));
  CHECK(refused("<U4").starts_with("a.npy: holds text"));
  CHECK(refused("<M8[s]").starts_with("a.npy: holds dates"));
  CHECK(refused("|V2").find("bfloat16") != std::string::npos);
  for (const std::string descr : {"", "f4", "|f4", "=f4", "<f", "<f3", "<f04", "<f4 ", "f", "<", "<q\n"}) {
    CAPTURE(descr);
    CHECK(refused(descr) ==
          "a.npy: the type '" + (descr == "<q\n" ? "<q " : descr) + "' is not read; save it with .astype(np.float32)");
  }
  CHECK(complaint_of_literal(
            "{'descr': [('x', '<f4'), (\"it's\", '<f8', (2, 3))], 'fortran_order': False, 'shape': (2,)}")
            .starts_with("a.npy: holds records of the type '[('x', '<f4'), (\"it's\", '<f8', (2, 3))]', not floats; "));
  CHECK(complaint_of_literal("{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (2,)}")
            .starts_with("a.npy: holds records of the type '('<f4', (2,))'"));
}

TEST_CASE("shapes other than rows × units are refused with the line that makes one of them") {
  const auto refused = [](const std::string& shape) { return complaint_of_literal(npy_literal("<f4", false, shape)); };
  CHECK(refused("()") == "a.npy: has the shape (), a single number; rows × units are needed");
  CHECK(refused("(7,)").starts_with("a.npy: has the shape (7,), one dimension; rows × units are needed: "));
  CHECK(refused("(7,)").find(".reshape(-1, 1)") != std::string::npos);
  CHECK(refused("(7, 8, 9)").starts_with("a.npy: has the shape (7, 8, 9), more than two dimensions; "));
  CHECK(refused("(7, 8, 9)").find("a.reshape(-1, a.shape[-1])") != std::string::npos);
  CHECK(refused("(0, 4)") == "a.npy: has the shape (0, 4), no rows; save the activations of some");
  CHECK(refused("(4, 0)") == "a.npy: has the shape (4, 0), no units; leave it out");
}

}  // TEST_SUITE("npy header")
