#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "data/remembered_bytes.hpp"
#include "support/sha256.hpp"

namespace reluscope {

/// A file as it is on disk, or standard input ("-"). What cannot be read twice is remembered, so that it can, until
/// `forget`.
class RawBytes {
 public:
  /// Throws UserError if there is no such file, it is a directory, or it may not be read.
  explicit RawBytes(const std::string& path);
  /// A file that is open already, which messages call by another path; it is closed in the end.
  RawBytes(const std::string& path, int fd);
  RawBytes(const RawBytes&) = delete;
  RawBytes& operator=(const RawBytes&) = delete;
  ~RawBytes();

  const std::string& path() const { return m_path; }
  /// In messages.
  const std::string& name() const { return m_name; }
  /// Whether all bytes are there already, and none has to be waited for.
  bool is_file() const { return m_seekable; }

  /// 0 only at the end. Throws UserError on a read error.
  std::size_t read(std::span<char> buffer);
  /// Fills the buffer as far as there is something.
  std::size_t read_full(std::span<char> buffer);
  void rewind();
  /// It will not be rewound again: a pipe is no longer remembered.
  void forget();
  bool can_rewind() const { return m_remembers; }
  /// Of the bytes read since the last rewind.
  std::string sha256() const { return m_hash.hex(); }

  /// Of all bytes; a pipe is waited for.
  std::uint64_t size();
  /// Fills the buffer from an offset on, as far as there is something; this does not count as read.
  std::size_t read_at(std::uint64_t offset, std::span<char> buffer);
  /// The same as a text.
  std::string bytes_at(std::uint64_t offset, std::size_t count);

 private:
  std::size_t read_new(std::span<char> buffer);
  std::size_t replay(std::span<char> buffer);
  void drop_replayed();

  std::string m_path, m_name;
  int m_fd;
  bool m_owns_fd;
  bool m_seekable = false;
  bool m_remembers = true;
  Sha256 m_hash;
  RememberedBytes m_remembered;  // of a pipe: everything read so far, if that is remembered
  std::uint64_t m_replayed = 0;
};

}  // namespace reluscope
