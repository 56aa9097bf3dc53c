#include "data/zip_unpacker.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "data/file_kind.hpp"
#include "data/unpacking.hpp"
#include "data/zip_directory.hpp"
#include "support/error.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr unsigned k_stored = 0, k_deflated = 8, k_bzip2 = 12, k_zstd = 93, k_xz = 95;

/// Hands on what is stored as it is.
class Stored final : public Codec {
 public:
  Step step(std::span<const char>& packed, std::span<char>& room) override {
    const std::size_t count = std::min(packed.size(), room.size());
    std::copy_n(packed.begin(), count, room.begin());
    packed = packed.subspan(count);
    room = room.subspan(count);
    return Step::more;
  }
};

/// Null if the method is a rare one.
std::unique_ptr<Codec> codec_of(unsigned method) {
  switch (method) {
    case k_stored:
      return std::make_unique<Stored>();
    case k_deflated:
      return make_raw_inflate();
    case k_bzip2:
      return make_codec(Packing::bzip2);
    case k_zstd:
      return make_codec(Packing::zstd);
    case k_xz:
      return make_codec(Packing::xz);
    default:
      return nullptr;
  }
}

class ZipUnpacker final : public Unpacker {
 public:
  ZipUnpacker(RawBytes& raw, const ZipEntry& entry, std::unique_ptr<Codec> codec)
      : m_raw(raw), m_entry(entry), m_codec(std::move(codec)), m_buffer(k_packed_block), m_left(entry.packed_size) {
    skip(entry.offset);
  }

  std::size_t read(std::span<char> buffer) override {
    std::span<char> room = buffer;
    while (m_codec && room.size() == buffer.size() && m_size + (buffer.size() - room.size()) < m_entry.size) {
      if (m_packed.empty() && m_left > 0) refill();
      const bool starved = m_packed.empty();
      const Codec::Step step = m_codec->step(m_packed, room);
      const bool stuck = starved && room.size() == buffer.size();
      if (step == Codec::Step::damaged || (stuck && step == Codec::Step::more)) fail_damaged();
      if (step == Codec::Step::stream_end) m_codec.reset();
    }
    const std::size_t count = buffer.size() - room.size();
    m_crc = crc32_z(m_crc, reinterpret_cast<const Bytef*>(buffer.data()), count);
    m_size += count;
    if (count == 0) {
      if (m_size != m_entry.size || m_crc != m_entry.crc) fail_damaged();
      while (m_raw.read(m_buffer) > 0) continue;  // the checksum of the file is of all of it
    }
    return count;
  }

 private:
  [[noreturn]] void fail_damaged() const {
    throw UserError(m_raw.name() + ": the zip archive is damaged; fetch the file again");
  }

  void skip(std::uint64_t count) {
    while (count > 0) {
      const std::size_t read = m_raw.read(std::span(m_buffer).first(std::min<std::uint64_t>(count, m_buffer.size())));
      if (read == 0) fail_damaged();
      count -= read;
    }
  }

  void refill() {
    const std::size_t count = m_raw.read(std::span(m_buffer).first(std::min<std::uint64_t>(m_left, m_buffer.size())));
    m_packed = std::span<const char>(m_buffer).first(count);
    m_left -= count;
    if (count == 0) m_left = 0;
  }

  RawBytes& m_raw;
  ZipEntry m_entry;
  std::unique_ptr<Codec> m_codec;  // null behind the end of its stream
  std::vector<char> m_buffer;
  std::span<const char> m_packed;  // of the buffer, what is not yet unpacked
  std::uint64_t m_left;            // of the packed bytes, not yet read
  std::uint64_t m_size = 0;        // unpacked
  unsigned long m_crc = 0;
};

/// What to paste to get a file of the archive, or what else to do.
std::string cure(const RawBytes& raw, const std::string& file) {
  if (raw.path() == "-") return "hand in one of its files";
  return "use one of its files, as with unzip -p " + shell_word(raw.path()) + " " + shell_word(file) +
         " | reluscope train -";
}

[[noreturn]] void fail_several(const RawBytes& raw, const std::vector<ZipEntry>& entries) {
  std::vector<std::string> names, shown;
  for (const ZipEntry& entry : entries) names.push_back(entry.name);
  check_is_no_archive_kind(names, raw.path());
  for (const std::string& name : names) shown.push_back(in_quotes(name));
  const auto is_table = [](const std::string& name) {
    const std::string lower = lower_case(name);
    return lower.ends_with(".csv") || lower.ends_with(".tsv") || lower.ends_with(".txt");
  };
  const auto table = std::ranges::find_if(names, is_table);
  throw UserError(raw.name() + ": a zip archive of " + std::to_string(names.size()) + " files, " +
                  join_at_most(shown, 5) + "; " + cure(raw, table == names.end() ? names.front() : *table));
}

}  // namespace

std::unique_ptr<Unpacker> make_zip_unpacker(RawBytes& raw) {
  const std::vector<ZipEntry> entries = read_zip_directory(raw);
  if (entries.empty()) throw UserError(raw.name() + ": a zip archive without a file; pack the CSV again");
  if (entries.size() > 1) fail_several(raw, entries);
  const ZipEntry& entry = entries.front();
  if (entry.is_encrypted)
    throw UserError(raw.name() + ": the zip archive is encrypted; unpack it first, with its password");
  std::unique_ptr<Codec> codec = codec_of(entry.method);
  if (!codec)
    throw UserError(raw.name() + ": the zip archive is packed by its method " + std::to_string(entry.method) +
                    ", which is rare; unpack it first, as with 7z x " +
                    (raw.path() == "-" ? "FILE" : shell_word(raw.path())));
  return std::make_unique<ZipUnpacker>(raw, entry, std::move(codec));
}

}  // namespace reluscope
