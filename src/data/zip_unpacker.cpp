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

/// A file of an archive, read where it lies.
class MemberUnpacker : public Unpacker {
 public:
  MemberUnpacker(RawBytes& raw, const ZipEntry& entry, std::unique_ptr<Codec> codec, std::string damage)
      : m_raw(raw),
        m_buffer(std::clamp<std::uint64_t>(entry.packed_size, 4096, k_packed_block)),
        m_entry(entry),
        m_codec(std::move(codec)),
        m_damage(std::move(damage)),
        m_left(entry.packed_size) {}

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
      end();
    }
    return count;
  }

 protected:
  [[noreturn]] void fail_damaged() const { throw UserError(m_damage); }

  RawBytes& m_raw;
  std::vector<char> m_buffer;

 private:
  /// The next packed bytes, and what is done when there are no more to unpack.
  virtual std::size_t read_packed(std::span<char> buffer) {
    return m_raw.read_at(m_entry.offset + (m_entry.packed_size - m_left), buffer);
  }
  virtual void end() {}

  void refill() {
    const std::size_t count = read_packed(std::span(m_buffer).first(std::min<std::uint64_t>(m_left, m_buffer.size())));
    m_packed = std::span<const char>(m_buffer).first(count);
    m_left -= count;
    if (count == 0) m_left = 0;
  }

  ZipEntry m_entry;
  std::unique_ptr<Codec> m_codec;  // null behind the end of its stream
  std::string m_damage;            // what is said of it
  std::span<const char> m_packed;  // of the buffer, what is not yet unpacked
  std::uint64_t m_left;            // of the packed bytes, not yet read
  std::uint64_t m_size = 0;        // unpacked
  unsigned long m_crc = 0;
};

/// The same, read in order and to the end of the archive: the checksum of the file is of all of it.
class OnlyFileUnpacker final : public MemberUnpacker {
 public:
  OnlyFileUnpacker(RawBytes& raw, const ZipEntry& entry, std::unique_ptr<Codec> codec)
      : MemberUnpacker(raw, entry, std::move(codec),
                       raw.name() + ": the zip archive is damaged; fetch the file again") {
    skip(entry.offset);
  }

 private:
  std::size_t read_packed(std::span<char> buffer) override { return m_raw.read(buffer); }
  void end() override {
    while (m_raw.read(m_buffer) > 0) continue;
  }

  void skip(std::uint64_t count) {
    while (count > 0) {
      const std::size_t read = m_raw.read(std::span(m_buffer).first(std::min<std::uint64_t>(count, m_buffer.size())));
      if (read == 0) fail_damaged();
      count -= read;
    }
  }
};

/// What to paste to get a file of the archive, or what else to do.
std::string cure(const RawBytes& raw, const std::string& file) {
  if (raw.path() == "-") return "hand in one of its files";
  return "use one of its files, as with unzip -p " + path_word(raw.path()) + " " + shell_word(file) +
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
  std::vector<ZipEntry> entries = read_zip_directory(raw);
  if (entries.empty()) throw UserError(raw.name() + ": a zip archive without a file; pack the CSV again");
  if (entries.size() > 1) fail_several(raw, entries);
  find_zip_data(raw, entries);
  const ZipEntry& entry = entries.front();
  if (entry.is_encrypted)
    throw UserError(raw.name() + ": the zip archive is encrypted; unpack it first, with its password");
  std::unique_ptr<Codec> codec = codec_of(entry.method);
  if (!codec)
    throw UserError(raw.name() + ": the zip archive is packed by its method " + std::to_string(entry.method) +
                    ", which is rare; unpack it first, as with 7z x " +
                    (raw.path() == "-" ? "FILE" : path_word(raw.path())));
  return std::make_unique<OnlyFileUnpacker>(raw, entry, std::move(codec));
}

std::unique_ptr<Unpacker> make_member_unpacker(RawBytes& raw, const ZipEntry& entry, const std::string& place) {
  if (entry.is_encrypted) throw UserError(place + ": is encrypted; unpack the archive first, with its password");
  if (entry.method != k_stored && entry.method != k_deflated)
    throw UserError(place + ": is packed by the zip method " + std::to_string(entry.method) +
                    ", which is rare; store or deflate it");
  const std::string damage = place + ": is damaged, its checksum or length is wrong; fetch the file again";
  if (entry.method == k_stored && entry.packed_size != entry.size) throw UserError(damage);
  return std::make_unique<MemberUnpacker>(raw, entry, codec_of(entry.method), damage);
}

}  // namespace reluscope
