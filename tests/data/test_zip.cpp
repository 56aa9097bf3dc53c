#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/pipe.hpp"
#include "data/zip_archive.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("zip") {

namespace {

std::string unzipped(const std::string& path) {
  ByteSource source(path);
  std::string content;
  std::vector<char> buffer(5);
  while (const std::size_t count = source.read(buffer)) content.append(buffer.data(), count);
  return content;
}

std::string complaint(const std::string& archive) {
  const TemporaryFile file(archive);
  const std::string message = error_message([&] { unzipped(file.path()); });
  return message.starts_with(file.path() + ": ") ? message.substr(file.path().size() + 2) : message;
}

const std::string k_csv = "a,b\n1,2\n";

}  // namespace

TEST_CASE("the one file of an archive is read, beside folders and what a Mac adds, from a file or a pipe") {
  const std::string archive = zipped(
      {{"folder/", ""}, {"folder/data.csv", k_csv}, {"__MACOSX/folder/._data.csv", "\0"}, {"folder/.DS_Store", "x"}});
  CHECK(unzipped(TemporaryFile(archive).path()) == k_csv);
  const Pipe pipe(archive);
  CHECK(unzipped(pipe.path()) == k_csv);
  CHECK(unzipped(TemporaryFile(zipped({{"empty.csv", ""}})).path()).empty());
}

TEST_CASE("an archive that is not to be opened is read as it is") {
  const std::string archive = zipped({{"data.csv", k_csv}});
  CHECK(read_file(TemporaryFile(archive).path()) == archive);
}

TEST_CASE("the checksum is that of the whole archive") {
  const TemporaryFile file(zipped({{"data.csv", k_csv}}));
  ByteSource source(file.path());
  std::vector<char> buffer(5);
  // of the same archive made with Python's struct and zlib, and read by its zipfile
  for (int pass = 0; pass < 2; ++pass) {
    while (source.read(buffer) > 0) continue;
    CHECK(source.sha256() == "ed5f4c5b037191172b8e31e9ab6c289aff34aff24dc81bbddcb1bf85ea18bd82");
    source.rewind();
  }
}

TEST_CASE("an archive of several files names them, and how to take one out") {
  const std::string message = complaint(zipped({{"readme.md", "x"}, {"it's.csv", k_csv}, {"b.csv", k_csv}}));
  CHECK(
      message.starts_with("a zip archive of 3 files, 'readme.md', 'it's.csv', 'b.csv'; use one of its files, as with "
                          "unzip -p /tmp/"));
  CHECK(message.ends_with(" 'it'\\''s.csv' | reluscope train -"));
}

TEST_CASE("archives without a file, encrypted, or packed in a rare manner are named") {
  CHECK(complaint(zipped({})) == "a zip archive without a file; pack the CSV again");
  CHECK(complaint(zipped({{"data.csv", k_csv, 1}})) ==
        "the zip archive is encrypted; unpack it first, with its password");
  CHECK(complaint(zipped({{"data.csv", k_csv, 0, 9}}))
            .starts_with("the zip archive is packed by its method 9, which is rare; unpack it first, as with 7z x "));
}

TEST_CASE("cut anywhere, an archive is an error; so is any bit turned that changes the content") {
  const std::string archive = zipped({{"data.csv", k_csv}});
  for (std::size_t size = 4; size < archive.size(); ++size)
    CHECK(complaint(archive.substr(0, size)) == "the zip archive ends early; the file is cut off, fetch it again");
  for (std::size_t bit = 8 * 4; bit < 8 * archive.size(); ++bit) {
    std::string damaged = archive;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    if (complaint(damaged).empty()) CHECK_MESSAGE(unzipped(TemporaryFile(damaged).path()) == k_csv, bit);
  }
}

}  // TEST_SUITE("zip")
