// Any bytes as a packed file: the same content in pieces of any size, or a UserError; and content that is packed comes
// back as it was.

#include <array>
#include <optional>
#include <vector>

#include "data/byte_source.hpp"
#include "data/gzip.hpp"
#include "data/packings.hpp"
#include "data/unpacking.hpp"
#include "data/zip_archive.hpp"
#include "fuzzer.hpp"
#include "memory_file.hpp"

namespace {

using namespace reluscope;

constexpr std::size_t k_enough = std::size_t{8} << 20;  // of what unpacks to any length

std::string content_of(ByteSource& source, std::size_t piece) {
  std::string content;
  std::vector<char> buffer(piece);
  while (content.size() < k_enough) {
    const std::size_t count = source.read(buffer);
    if (count == 0) break;
    content.append(buffer.data(), count);
  }
  content.resize(std::min(content.size(), k_enough));
  return content;
}

/// None if the file is refused.
std::optional<std::string> unpacked(const std::string& path, std::size_t piece) {
  std::string content;
  const bool is_read = is_accepted([&] {
    ByteSource source(path);
    content = content_of(source, piece);
    source.rewind();
    expect(content_of(source, 65'536) == content, "a second reading gives the same");
  });
  return is_read ? std::optional(content) : std::nullopt;
}

std::string packed(const std::string& content, std::size_t how) {
  switch (how) {
    case 0:
      return gzipped(content);
    case 1:
      return bzipped(content);
    case 2:
      return xz_packed(content);
    case 3:
      return zstd_packed(content);
    case 4:
      return zipped({{"a.csv", content, 0, 0}});
    case 5:
      return zipped({{"a.csv", content, 0, 8}}, true);
    default:
      return zstd_packed(content) + zstd_packed("more");
  }
}

void fuzz_packing(std::string_view input) {
  Choices choices(input, 1);
  const std::size_t how = choices.below(16);
  if (how < 7) {
    const std::string content(input);
    const std::string expected = content + (how == 6 ? "more" : "");
    expect(unpacked(MemoryFile(packed(content, how)).path(), 4096) == expected, "what is packed comes back");
    return;
  }
  const MemoryFile file(input);
  const std::optional<std::string> content = unpacked(file.path(), 65'536);
  for (const std::size_t piece : {std::size_t{7}, std::size_t{300}})
    if (!content || content->size() < 100'000)
      expect(unpacked(file.path(), piece) == content, "pieces of any size give the same");
  if (content && packing_of(input) == Packing::none) expect(*content == input, "what is not packed is as it is");
}

const RegisterFuzzer k_packing{{"packing", fuzz_packing}};

}  // namespace
