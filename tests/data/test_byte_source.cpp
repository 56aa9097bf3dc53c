#include <doctest/doctest.h>
#include <random>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include "data/byte_source.hpp"
#include "data/gzip.hpp"
#include "data/pipe.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

TEST_SUITE("byte source") {

using reluscope::ByteSource;
using reluscope::read_file;

namespace {

const std::string k_csv = "a,b\n1,2\n";
// k_csv, and its SHA-256 sums as plain text and packed by Python's gzip.compress(…, mtime=0), by sha256sum
const std::string k_packed(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4\x49\xe2\x32"
    "\xd4\x31\xe2\x02\x00\x7b\x07\x97\x0a\x08\x00\x00\x00",
    28);
const std::string k_csv_sum = "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470";
const std::string k_packed_sum = "c486812b56f8c34f44992861dd542c0d52686bb0a6d85b210e5ddba056e65302";

std::string read_all(ByteSource& source, std::size_t block = 1000) {
  std::string content;
  std::vector<char> buffer(block);
  while (const std::size_t count = source.read(buffer)) content.append(buffer.data(), count);
  return content;
}

/// A few megabytes that gzip can halve at best.
std::string long_content() {
  std::mt19937_64 random(1);
  std::string content;
  while (content.size() < (std::size_t{3} << 20))
    content += std::to_string(random()) + (random() % 8 == 0 ? "\n" : ",");
  return content;
}

std::string complaint(const std::string& content) {
  const TemporaryFile file(content);
  const std::string message = error_message([&] { read_file(file.path()); });
  REQUIRE_MESSAGE(message.starts_with(file.path()), message);
  return message.substr(file.path().size());
}

}  // namespace

TEST_CASE("a file comes back byte for byte, whatever the size of the blocks") {
  const std::string content = long_content();
  const TemporaryFile file(content);
  CHECK((read_file(file.path()) == content));
  for (const std::size_t block : {std::size_t{7}, std::size_t{4096}, std::size_t{5} << 20}) {
    ByteSource source(file.path());
    CHECK((read_all(source, block) == content));
  }
}

TEST_CASE("a file of less than two bytes is read too") {
  CHECK(read_file(TemporaryFile("").path()).empty());
  CHECK(read_file(TemporaryFile("x").path()) == "x");
}

TEST_CASE("gzip is unpacked, also of several members, and in small blocks") {
  const std::string content = long_content();
  CHECK(read_file(TemporaryFile(k_packed).path()) == k_csv);
  CHECK((read_file(TemporaryFile(gzipped(content)).path()) == content));
  CHECK((read_file(TemporaryFile(gzipped(content) + gzipped(k_csv)).path()) == content + k_csv));
  CHECK(read_file(TemporaryFile(gzipped("")).path()).empty());
  const TemporaryFile file(k_packed);
  ByteSource source(file.path());
  CHECK(read_all(source, 3) == k_csv);
}

TEST_CASE("the checksum is that of the file on disk, packed or not, read once or twice") {
  for (const auto& [content, sum] : {std::pair(k_csv, k_csv_sum), std::pair(k_packed, k_packed_sum)}) {
    const TemporaryFile file(content);
    ByteSource source(file.path());
    read_all(source);
    CHECK(source.sha256() == sum);
    source.rewind();
    std::vector<char> start(3);
    source.read(start);
    source.rewind();
    CHECK(read_all(source) == k_csv);
    CHECK(source.sha256() == sum);
  }
}

TEST_CASE("the checksum of a pipe is that of the bytes that came through it") {
  for (const auto& [content, sum] : {std::pair(k_csv, k_csv_sum), std::pair(k_packed, k_packed_sum)}) {
    const Pipe pipe(content);
    ByteSource source(pipe.path());
    CHECK(read_all(source) == k_csv);
    CHECK(source.sha256() == sum);
  }
}

TEST_CASE("a pipe can be read again, also when the first reading broke off") {
  const std::string content = long_content().substr(0, 60'000);
  const Pipe pipe(content);
  ByteSource source(pipe.path());
  std::vector<char> start(10'000);
  source.read(start);
  source.rewind();
  CHECK((read_all(source) == content));
  source.rewind();
  CHECK((read_all(source) == content));
}

TEST_CASE("a dash is standard input") {
  const Pipe pipe(k_csv);
  const int saved = ::dup(STDIN_FILENO);
  ::dup2(pipe.read_end(), STDIN_FILENO);
  CHECK(read_file("-") == k_csv);
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
}

TEST_CASE("a file that is not there is reported with its name and the cure") {
  CHECK(error_message([] { ByteSource("/nowhere/data.csv"); }) ==
        "/nowhere/data.csv: No such file or directory; check the spelling and the working directory");
}

TEST_CASE("a directory is reported as one") {
  CHECK(error_message([] { ByteSource("/tmp"); }) == "/tmp: is a directory; name a file in it");
}

TEST_CASE("a gzip file that is cut off or damaged is reported") {
  const std::string packed = gzipped(long_content());
  CHECK(complaint(packed.substr(0, packed.size() / 2)) ==
        ": the gzip stream ends early; the file is cut off, fetch it again");
  CHECK(complaint(packed.substr(0, packed.size() - 1)) ==
        ": the gzip stream ends early; the file is cut off, fetch it again");
  std::string wrong_checksum = packed;
  wrong_checksum[packed.size() - 8] ^= 1;
  CHECK(complaint(wrong_checksum) == ": the gzip stream is damaged; fetch the file again");
}

}  // TEST_SUITE("byte source")
