#include "data/zip_directory.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

// APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16; all numbers are little-endian
constexpr std::size_t k_end_record = 22, k_longest_comment = 65535, k_zip64_locator = 20, k_zip64_end_record = 56;
constexpr std::size_t k_directory_entry = 46, k_local_header = 30;
constexpr std::uint64_t k_in_extra_field = 0xFFFFFFFF;
constexpr std::uint64_t k_largest_directory = std::uint64_t{16} << 20;  // 100,000 files and more

/// bytes: must hold the number.
std::uint64_t number_at(std::string_view bytes, std::size_t position, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[position + i]);
  return value;
}

[[noreturn]] void fail_damaged(const RawBytes& raw) {
  throw UserError(raw.name() + ": the zip archive is damaged; fetch the file again");
}

struct DirectoryPlace {
  std::uint64_t offset = 0, size = 0;
  std::uint64_t entries = 0;  // of a small archive, modulo 65,536
  bool is_large = false;
};

class DirectoryReader {
 public:
  explicit DirectoryReader(RawBytes& raw) : m_raw(raw), m_size(raw.size()) {}

  std::vector<ZipEntry> read() {
    const DirectoryPlace place = find();
    if (place.offset > m_size || place.size > m_size - place.offset) fail_damaged(m_raw);
    if (place.size > k_largest_directory)
      throw UserError(m_raw.name() + ": the zip archive has a directory of " +
                      with_thousands(static_cast<std::int64_t>(place.size)) + " bytes; pack fewer files together");
    const std::string directory = m_raw.bytes_at(place.offset, static_cast<std::size_t>(place.size));
    std::vector<ZipEntry> entries;
    std::uint64_t count = 0;
    for (std::string_view left = directory; left.size() >= k_directory_entry && left.starts_with("PK\x01\x02");) {
      const std::size_t name = number_at(left, 28, 2), extra = number_at(left, 30, 2), comment = number_at(left, 32, 2);
      const std::size_t length = k_directory_entry + name + extra + comment;
      if (left.size() < length) fail_damaged(m_raw);
      ++count;
      ZipEntry entry = parse(left, name, extra);
      if (is_file_of_user(entry.name)) entries.push_back(std::move(entry));
      left.remove_prefix(length);
    }
    if ((place.is_large ? count : count & 0xFFFF) != place.entries) fail_damaged(m_raw);
    return entries;
  }

 private:
  DirectoryPlace find() {
    const std::uint64_t searched = std::min<std::uint64_t>(m_size, k_end_record + k_longest_comment);
    const std::string tail = m_raw.bytes_at(m_size - searched, static_cast<std::size_t>(searched));
    const std::size_t at =
        tail.size() < k_end_record ? std::string::npos : tail.rfind("PK\x05\x06", tail.size() - k_end_record);
    if (at == std::string::npos)
      throw UserError(m_raw.name() + ": the zip archive ends early; the file is cut off, fetch it again");
    const std::string_view end = std::string_view(tail).substr(at);
    const DirectoryPlace place{
        .offset = number_at(end, 16, 4), .size = number_at(end, 12, 4), .entries = number_at(end, 10, 2)};
    if (place.offset != k_in_extra_field && place.size != k_in_extra_field && place.entries != 0xFFFF) return place;
    if (at < k_zip64_locator) return place;
    const std::string_view locator = std::string_view(tail).substr(at - k_zip64_locator);
    if (!locator.starts_with("PK\x06\x07")) return place;
    const std::string large = m_raw.bytes_at(number_at(locator, 8, 8), k_zip64_end_record);
    if (large.size() < k_zip64_end_record || !large.starts_with("PK\x06\x06")) fail_damaged(m_raw);
    return {.offset = number_at(large, 48, 8),
            .size = number_at(large, 40, 8),
            .entries = number_at(large, 32, 8),
            .is_large = true};
  }

  static ZipEntry parse(std::string_view bytes, std::size_t name, std::size_t extra) {
    ZipEntry entry{.name = std::string(bytes.substr(k_directory_entry, name)),
                   .is_encrypted = (number_at(bytes, 8, 2) & 1U) != 0,
                   .method = static_cast<unsigned>(number_at(bytes, 10, 2)),
                   .crc = static_cast<std::uint32_t>(number_at(bytes, 16, 4)),
                   .packed_size = number_at(bytes, 20, 4),
                   .size = number_at(bytes, 24, 4),
                   .offset = number_at(bytes, 42, 4)};
    for (std::string_view field = bytes.substr(k_directory_entry + name, extra); field.size() >= 4;) {
      const std::size_t length = number_at(field, 2, 2);
      std::string_view content = field.substr(4, length);
      if (number_at(field, 0, 2) == 1)
        for (std::uint64_t* number : {&entry.size, &entry.packed_size, &entry.offset})
          if (*number == k_in_extra_field && content.size() >= 8) {
            *number = number_at(content, 0, 8);
            content.remove_prefix(8);
          }
      field.remove_prefix(std::min(field.size(), 4 + length));
    }
    return entry;
  }

  static bool is_file_of_user(std::string_view name) {
    return !name.ends_with('/') && !name.starts_with("__MACOSX/") && !name.ends_with(".DS_Store");
  }

  RawBytes& m_raw;
  std::uint64_t m_size;
};

/// Moves the entry's offset from its local header to what is behind it.
void find_data(RawBytes& raw, std::uint64_t archive_size, ZipEntry& entry) {
  const std::string header = raw.bytes_at(entry.offset, k_local_header + entry.name.size());
  if (header.size() < k_local_header || !header.starts_with("PK\x03\x04")) fail_damaged(raw);
  const std::size_t name = number_at(header, 26, 2), extra = number_at(header, 28, 2);
  if (name != entry.name.size() || header.substr(k_local_header) != entry.name) fail_damaged(raw);
  entry.offset += k_local_header + name + extra;
  if (entry.offset > archive_size || entry.packed_size > archive_size - entry.offset) fail_damaged(raw);
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(RawBytes& raw) { return DirectoryReader(raw).read(); }

void find_zip_data(RawBytes& raw, std::vector<ZipEntry>& entries) {
  const std::uint64_t size = raw.size();
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;  // with the local header
  for (ZipEntry& entry : entries) {
    const std::uint64_t begin = entry.offset;
    find_data(raw, size, entry);
    places.emplace_back(begin, entry.offset + entry.packed_size);
  }
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i)
    if (places[i].first < places[i - 1].second)
      throw UserError(raw.name() + ": files of the zip archive share bytes; it is damaged, fetch the file again");
}

}  // namespace reluscope
