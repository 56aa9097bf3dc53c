#include <cstddef>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "data/gzip.hpp"
#include "data/read_ahead.hpp"
#include "data/text_source.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("read ahead") {

namespace {

constexpr std::size_t k_block = std::size_t{1024} << 10;  // that is read at a time

std::string random_bytes(std::size_t count) {
  std::mt19937_64 random(count);
  std::string content;
  while (content.size() < count) content += std::to_string(random()) + "\n";
  content.resize(count);
  return content;
}

/// All that is left, taken so many bytes at a time.
std::string take_all(ReadAhead& ahead, std::size_t piece) {
  std::string content;
  std::vector<char> buffer(piece);
  while (const std::size_t count = ahead.read(buffer)) content.append(buffer.data(), count);
  return content;
}

}  // namespace

TEST_CASE("what is read ahead are the source's bytes, and its checksum, with a thread for it and without") {
  for (const unsigned threads : {1U, 2U})
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, k_block - 1, k_block, k_block + 1, 6 * k_block, 6 * k_block + 7})
      for (const std::size_t piece : {std::size_t{1000}, k_block, 3 * k_block + 1}) {
        const std::string content = random_bytes(size);
        const TemporaryFile file(content);
        TextSource source(file.path()), other(file.path());
        ThreadPool pool(threads);
        ReadAhead ahead(source, pool);
        CAPTURE(size);
        CAPTURE(piece);
        CHECK((take_all(ahead, piece) == content));
        CHECK(take_all(ahead, piece).empty());  // the end stays the end
        std::vector<char> buffer(k_block);
        while (other.read(buffer) > 0) continue;
        CHECK(source.sha256() == other.sha256());
      }
}

TEST_CASE("reading ahead can be given up at any point, and the source read again") {
  const std::string content = random_bytes(6 * k_block);
  const TemporaryFile file(content);
  TextSource source(file.path());
  ThreadPool pool(2);
  for (const std::size_t taken : {std::size_t{0}, std::size_t{1}, k_block, 5 * k_block, 6 * k_block}) {
    {
      ReadAhead ahead(source, pool);
      std::vector<char> buffer(1);
      for (std::size_t i = 0; i < taken; ++i) REQUIRE(ahead.read(buffer) == 1);
    }
    source.rewind();
  }
  ReadAhead ahead(source, pool);
  CHECK((take_all(ahead, k_block) == content));
}

TEST_CASE("what the source throws comes after the bytes before it, and again") {
  std::string packed = gzipped(random_bytes(6 * k_block));
  packed[packed.size() - 8] ^= 1;  // the checksum of the content
  const TemporaryFile file(packed);
  const auto take_from = [](auto& source, std::string& taken) {
    return error_message([&] {
      std::vector<char> buffer(k_block);
      while (const std::size_t count = source.read(buffer)) taken.append(buffer.data(), count);
    });
  };
  TextSource alone(file.path()), source(file.path());
  ThreadPool pool(2);
  ReadAhead ahead(source, pool);
  std::string expected, taken;
  const std::string message = take_from(alone, expected);
  CHECK(message == file.path() + ": the gzip stream is damaged; fetch the file again");
  CHECK(take_from(ahead, taken) == message);
  CHECK((taken == expected));
  CHECK(take_from(ahead, taken) == message);
}

}  // TEST_SUITE("read ahead")
