// Runs a fuzzer over files, one after the other: what it once found stays mended.
// Usage: replay_corpora NAME FILE_OR_FOLDER…

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzzer.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& path) {
  std::vector<fs::path> files;
  if (fs::is_directory(path))
    for (const fs::directory_entry& entry : fs::directory_iterator(path)) files.push_back(entry.path());
  else
    files.push_back(path);
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  const Fuzzer* const fuzzer = argc > 2 ? fuzzer_named(argv[1]) : nullptr;
  if (fuzzer == nullptr) {
    std::fputs("usage: replay_corpora NAME FILE_OR_FOLDER…; NAME is one of:", stderr);
    for (const Fuzzer& known : all_fuzzers()) std::fprintf(stderr, " %s", std::string(known.name).c_str());
    std::fputs("\n", stderr);
    return 2;
  }
  std::size_t count = 0;
  for (int i = 2; i < argc; ++i) {
    for (const fs::path& path : files_in(argv[i])) {
      std::fprintf(stderr, "%s\n", path.c_str());  // the last of them is the one that failed
      std::ifstream file(path, std::ios::binary);
      fuzzer->run(std::string(std::istreambuf_iterator<char>(file), {}));
      ++count;
    }
  }
  std::printf("%zu files\n", count);
  return count > 0 ? 0 : 1;
}
