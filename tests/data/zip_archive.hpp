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
  ::deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
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

/// An archive after APPNOTE.TXT.
inline std::string zipped(const std::vector<ZipMember>& members) {
  std::string archive, directory;
  for (const ZipMember& member : members) {
    const std::string packed = member.method == 8 ? raw_deflated(member.content) : member.content;
    const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(member.content.data()), member.content.size());
    const std::string sizes =
        little_endian(crc, 4) + little_endian(packed.size(), 4) + little_endian(member.content.size(), 4);
    const std::string shared = little_endian(20, 2) + little_endian(member.flags, 2) + little_endian(member.method, 2) +
                               little_endian(0, 4) + sizes + little_endian(member.name.size(), 2) + little_endian(0, 2);
    directory += "PK\x01\x02" + little_endian(20, 2) + shared + little_endian(0, 10) +
                 little_endian(archive.size(), 4) + member.name;
    archive += "PK\x03\x04" + shared + member.name + packed;
  }
  return archive + directory + "PK\x05\x06" + little_endian(0, 4) + little_endian(members.size(), 2) +
         little_endian(members.size(), 2) + little_endian(directory.size(), 4) + little_endian(archive.size(), 4) +
         little_endian(0, 2);
}
