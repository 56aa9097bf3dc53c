#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

#include "support/error_message.hpp"
#include "support/line_file.hpp"
#include "temporary_file.hpp"

TEST_SUITE("line file") {

using reluscope::LineFile;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a line is in the file as soon as it is written, and what was there before is gone with the first") {
  const TemporaryFile place("older, and longer than what comes");
  LineFile file(place.path());
  CHECK(content_of(place.path()) == "older, and longer than what comes");
  file.write("one");
  CHECK(content_of(place.path()) == "one\n");
  file.write("two");
  CHECK(content_of(place.path()) == "one\ntwo\n");
}

TEST_CASE("a file of lines that cannot be opened, or written to, is named together with the reason") {
  CHECK(error_message([] { LineFile("/no-such-folder/lines"); }) ==
        "/no-such-folder/lines: cannot be written: No such file or directory");
  CHECK(error_message([] { LineFile("/dev/full").write("x"); }) ==
        "/dev/full: cannot be written: No space left on device");
}

}  // TEST_SUITE("line file")
