#pragma once

#include <cstdint>
#include <string>
#include <vector>
#include <zlib.h>

/// A number in `size` bytes, the lowest first.
inline std::string little_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(i < 8 ? value >> 8 * i & 0xFF : 0);
  return bytes;
}

/// The content without a header, as method 8 has it.
inline std::string raw_deflated(const std::string& content) {
  z_stream stream{};
  ::deflateInit2(&stream, 1, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string packed(::deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<unsigned>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<unsigned>(packed.size());
  ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

/// A file of an archive. What method 8 packs is deflated; for any other the content is taken as it is.
struct ZipMember {
  std::string name, content;
  unsigned flags = 0, method = 0;
};

/// An archive after APPNOTE.TXT. is_large: as ZIP64 has it, as if the numbers had no room in 4 bytes.
inline std::string zipped(const std::vector<ZipMember>& members, bool is_large = false) {
  const auto short_number = [&](std::uint64_t value) { return little_endian(is_large ? 0xFFFFFFFF : value, 4); };
  std::string archive, directory;
  for (const ZipMember& member : members) {
    const std::string packed = member.method == 8 ? raw_deflated(member.content) : member.content;
    const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(member.content.data()), member.content.size());
    const std::string sizes = little_endian(member.content.size(), 8) + little_endian(packed.size(), 8);
    const std::string offset = little_endian(archive.size(), 8);
    const std::string local_extra = is_large ? little_endian(1, 2) + little_endian(16, 2) + sizes : "";
    const std::string extra = is_large ? little_endian(1, 2) + little_endian(24, 2) + sizes + offset : "";
    const std::string shared = little_endian(20, 2) + little_endian(member.flags, 2) + little_endian(member.method, 2) +
                               little_endian(0, 4) + little_endian(crc, 4) + short_number(packed.size()) +
                               short_number(member.content.size()) + little_endian(member.name.size(), 2);
    directory += "PK\x01\x02" + little_endian(20, 2) + shared + little_endian(extra.size(), 2) + little_endian(0, 10) +
                 short_number(archive.size()) + member.name + extra;
    archive += "PK\x03\x04" + shared + little_endian(local_extra.size(), 2) + member.name + local_extra + packed;
  }
  const std::string count = little_endian(members.size(), 8), size = little_endian(directory.size(), 8),
                    offset = little_endian(archive.size(), 8);
  std::string end;
  if (is_large)
    end = "PK\x06\x06" + little_endian(44, 8) + little_endian(45, 2) + little_endian(45, 2) + little_endian(0, 8) +
          count + count + size + offset + "PK\x06\x07" + little_endian(0, 4) +
          little_endian(archive.size() + directory.size(), 8) + little_endian(1, 4);
  const std::string short_count = little_endian(is_large ? 0xFFFF : members.size(), 2);
  return archive + directory + end + "PK\x05\x06" + little_endian(0, 4) + short_count + short_count +
         short_number(directory.size()) + short_number(archive.size()) + little_endian(0, 2);
}
