#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error_message.hpp"
#include "support/output_file.hpp"

TEST_SUITE("output file") {

using reluscope::OutputFile;
namespace fs = std::filesystem;

namespace {

/// A directory that is gone, with all that is in it, when the test is over.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = "/tmp/reluscope-test-XXXXXX";
    m_path = ::mkdtemp(pattern.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { fs::remove_all(m_path); }

  std::string operator/(const std::string& name) const { return m_path / name; }
  std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(m_path), fs::directory_iterator()); }

 private:
  fs::path m_path;
};

/// While it lives, no file grows beyond so many bytes: a write fails half-way, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : m_handler(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit now{.rlim_cur = bytes, .rlim_max = m_before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &m_before);
    std::signal(SIGXFSZ, m_handler);
  }

 private:
  void (*m_handler)(int);
  rlimit m_before{};
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, const std::string& content) { std::ofstream(path, std::ios::binary) << content; }

}  // namespace

TEST_CASE("a file is written whole, and nothing else is left beside it") {
  const TemporaryDirectory directory;
  const std::string content = std::string(100'000, 'x') + "\n\xFF" + std::string(3, '\0');
  OutputFile(directory / "report.json").write(content);
  CHECK(content_of(directory / "report.json") == content);
  CHECK(directory.entries() == 1);
}

TEST_CASE("naming an output changes nothing until it is written") {
  const TemporaryDirectory directory;
  put(directory / "old.json", "old");
  const OutputFile fresh(directory / "new.json"), old(directory / "old.json");
  CHECK(directory.entries() == 1);
  CHECK(content_of(directory / "old.json") == "old");
}

TEST_CASE("a longer old file is replaced, not overwritten at its start") {
  const TemporaryDirectory directory;
  put(directory / "report.json", "a longer old file");
  OutputFile(directory / "report.json").write("new");
  CHECK(content_of(directory / "report.json") == "new");
  CHECK(directory.entries() == 1);
}

TEST_CASE("a reader that opened the old file goes on reading the old file") {
  const TemporaryDirectory directory;
  put(directory / "report.json", "old");
  std::ifstream reader(directory / "report.json");
  OutputFile(directory / "report.json").write("new");
  CHECK(std::string(std::istreambuf_iterator<char>(reader), {}) == "old");
}

TEST_CASE("where writing fails half-way, the old file stays and nothing is left behind") {
  const TemporaryDirectory directory;
  put(directory / "report.json", "old");
  const OutputFile file(directory / "report.json");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = error_message([&] { file.write(std::string(5000, 'x')); });
  }
  CHECK(message.starts_with(directory / "report.json: "));
  CHECK(message.find("cannot be written: File too large") != std::string::npos);
  CHECK(content_of(directory / "report.json") == "old");
  CHECK(directory.entries() == 1);
}

TEST_CASE("where the place is taken by a directory meanwhile, nothing is left behind") {
  const TemporaryDirectory directory;
  const OutputFile file(directory / "report.json");
  fs::create_directory(directory / "report.json");
  CHECK(error_message([&] { file.write("new"); }).starts_with(directory / "report.json: cannot be written: "));
  CHECK(directory.entries() == 1);
}

TEST_CASE("a place that cannot be written is refused before the work starts") {
  const TemporaryDirectory directory;
  const std::string nowhere = directory / "missing/report.json";
  CHECK(error_message([&] { const OutputFile file(nowhere); }) ==
        nowhere + ": cannot be written: No such file or directory");
  const std::string itself = directory / "";
  CHECK(error_message([&] { const OutputFile file(itself); }) == itself + ": is a directory; name a file in it");
}

TEST_CASE("a link stays a link, and the file it leads to is replaced") {
  const TemporaryDirectory directory;
  put(directory / "target.json", "old");
  fs::create_symlink("target.json", directory / "link.json");
  OutputFile(directory / "link.json").write("new");
  CHECK(fs::is_symlink(directory / "link.json"));
  CHECK(content_of(directory / "target.json") == "new");
  CHECK(directory.entries() == 2);
}

TEST_CASE("a device is written as it is") {
  OutputFile("/dev/null").write("gone");
  CHECK(fs::is_character_file("/dev/null"));
  const OutputFile full("/dev/full");
  CHECK(error_message([&] { full.write("x"); }) == "/dev/full: cannot be written: No space left on device");
}

TEST_CASE("a dash is standard output") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const int saved = ::dup(STDOUT_FILENO);
  ::dup2(ends[1], STDOUT_FILENO);
  OutputFile("-").write("to stdout\n");
  ::dup2(saved, STDOUT_FILENO);
  char text[64];
  CHECK(std::string(text, static_cast<std::size_t>(::read(ends[0], text, sizeof text))) == "to stdout\n");
  for (const int fd : {ends[0], ends[1], saved}) ::close(fd);
  CHECK_FALSE(fs::exists("-"));
}

}  // TEST_SUITE("output file")
