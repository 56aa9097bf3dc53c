#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/error_message.hpp"
#include "support/output_batch.hpp"

TEST_SUITE("output batch") {

using reluscope::OutputBatch;
using reluscope::OutputFile;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = "/tmp/reluscope-test-XXXXXX";
    m_path = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(m_path); }

  std::string operator/(const std::string& name) const { return m_path / name; }
  std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(m_path), fs::directory_iterator()); }

 private:
  fs::path m_path;
};

std::string text_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("nothing is there before all is committed, and nothing but the files afterwards") {
  const Folder folder;
  std::ofstream(folder / "old") << "old";
  const OutputFile fresh(folder / "fresh"), old(folder / "old");
  OutputBatch batch;
  batch.add(fresh, "one");
  batch.add(old, "two");
  CHECK(folder.entries() == 1);
  CHECK(text_in(folder / "old") == "old");
  batch.commit();
  CHECK(folder.entries() == 2);
  CHECK(text_in(folder / "fresh") == "one");
  CHECK(text_in(folder / "old") == "two");
}

TEST_CASE("what is not committed leaves nothing") {
  const Folder folder;
  const OutputFile fresh(folder / "fresh");
  {
    OutputBatch batch;
    batch.add(fresh, "one");
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("where one file cannot be moved, no other is new") {
  const Folder folder;
  std::ofstream(folder / "old") << "old";
  const OutputFile fresh(folder / "fresh"), old(folder / "old"), late(folder / "late");
  OutputBatch batch;
  batch.add(fresh, "one");
  batch.add(old, "two");
  batch.add(late, "three");
  fs::create_directory(folder / "late");
  CHECK(error_message([&] { batch.commit(); }) == folder / "late: cannot be written: Is a directory");
  CHECK(folder.entries() == 2);
  CHECK(text_in(folder / "old") == "old");
}

TEST_CASE("a file that somebody else made meanwhile is replaced") {
  const Folder folder;
  const OutputFile fresh(folder / "fresh");
  OutputBatch batch;
  batch.add(fresh, "ours");
  std::ofstream(folder / "fresh") << "theirs";
  batch.commit();
  CHECK(text_in(folder / "fresh") == "ours");
  CHECK(folder.entries() == 1);
}

}  // TEST_SUITE("output batch")
