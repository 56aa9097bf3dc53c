#include <cstddef>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/gzip.hpp"
#include "data/packings.hpp"
#include "data/pipe.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("unpacking") {

namespace {

struct Packing {
  std::string name;
  std::string (*pack)(const std::string&);
};

const std::vector<Packing> k_packings = {{"gzip", &gzipped},
                                         {"bzip2", [](const std::string& content) { return bzipped(content); }},
                                         {"xz", &xz_packed},
                                         {"zstd", &zstd_packed}};

std::string random_rows(std::size_t size) {
  std::mt19937_64 random(size);
  std::string content;
  while (content.size() < size) content += std::to_string(random()) + (random() % 8 == 0 ? "\n" : ",");
  return content;
}

std::string unpacked(const std::string& packed, std::size_t block = 1000) {
  const TemporaryFile file(packed);
  ByteSource source(file.path());
  std::string content;
  std::vector<char> buffer(block);
  while (const std::size_t count = source.read(buffer)) content.append(buffer.data(), count);
  return content;
}

std::string complaint(const std::string& packed) {
  const TemporaryFile file(packed);
  const std::string message = error_message([&] { read_file(file.path()); });
  return message.starts_with(file.path() + ": ") ? message.substr(file.path().size() + 2) : message;
}

}  // namespace

TEST_CASE("every packing gives its content back, of one stream or several, padded or not, in blocks of any size") {
  const std::string content = random_rows(std::size_t{1} << 20);
  for (const Packing& packing : k_packings) {
    CAPTURE(packing.name);
    const std::string packed = packing.pack(content), small = packing.pack("a,b\n1,2\n"), empty = packing.pack("");
    CHECK((unpacked(packed) == content));
    CHECK((unpacked(packed, std::size_t{5} << 20) == content));
    CHECK(unpacked(small, 1) == "a,b\n1,2\n");
    CHECK(unpacked(empty).empty());
    CHECK((unpacked(small + packed + empty + small) == "a,b\n1,2\n" + content + "a,b\n1,2\n"));
    CHECK(unpacked(small + std::string(700'000, '\0')) == "a,b\n1,2\n");
  }
}

TEST_CASE("a pipe is unpacked too, and can be read again") {
  for (const Packing& packing : k_packings) {
    CAPTURE(packing.name);
    const Pipe pipe(packing.pack("a,b\n1,2\n"));
    ByteSource source(pipe.path());
    for (int pass = 0; pass < 2; ++pass) {
      std::string content;
      std::vector<char> buffer(100);
      while (const std::size_t count = source.read(buffer)) content.append(buffer.data(), count);
      CHECK(content == "a,b\n1,2\n");
      source.rewind();
    }
  }
}

TEST_CASE("a frame of zstd that is to be skipped is skipped") {
  const std::string skipped("\x50\x2A\x4D\x18\x03\0\0\0xyz", 11), small = zstd_packed("a,b\n");
  CHECK(unpacked(skipped + small + skipped) == "a,b\n");
}

TEST_CASE("cut anywhere, a packed file is an error that says so") {
  for (const Packing& packing : k_packings) {
    CAPTURE(packing.name);
    const std::string packed = packing.pack("a,b\n1,2\n");
    for (std::size_t size = 10; size < packed.size(); ++size) {
      CAPTURE(size);
      CHECK(complaint(packed.substr(0, size)) ==
            "the " + packing.name + " stream ends early; the file is cut off, fetch it again");
      CHECK(complaint(packed + packed.substr(0, size)) ==
            "the " + packing.name + " stream ends early; the file is cut off, fetch it again");
    }
  }
}

TEST_CASE("with any bit of it turned, a packed file is an error, or its content is the same") {
  const std::string content = random_rows(300);
  for (const Packing& packing : k_packings) {
    CAPTURE(packing.name);
    const std::string packed = packing.pack(content);
    for (std::size_t bit = 8 * 6; bit < 8 * packed.size(); ++bit) {
      std::string damaged = packed;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
      if (!complaint(damaged).empty()) continue;
      const bool is_same = unpacked(damaged) == content || unpacked(damaged) == damaged;  // no magic bytes any more
      CHECK_MESSAGE(is_same, bit);
    }
  }
}

TEST_CASE("what follows a stream is an error") {
  for (const Packing& packing : k_packings) {
    const std::string expected =
        "something else follows the " + packing.name + " stream; the file is damaged, fetch it again";
    const std::string packed = packing.pack("a,b\n1,2\n");
    CHECK(complaint(packed + "3,4\n") == expected);
    CHECK(complaint(packed + std::string(5, '\0') + packed) == expected);
  }
}

}  // TEST_SUITE("unpacking")
