#pragma once

#include <memory>
#include <span>
#include <string>

namespace reluscope {

class RawBytes;
class Unpacker;

/// The bytes of a file, or of standard input ("-"), block by block, unpacked if they are packed. It also keeps the
/// SHA-256 of the file as it is on disk. Standard input that cannot be read twice is remembered, so that it can.
class ByteSource {
 public:
  /// Throws UserError if there is no such file, it is a directory, it may not be read, or it is an archive that does
  /// not hold exactly one file. opens_archives: else zip is left as it is, which model files are too.
  explicit ByteSource(const std::string& path, bool opens_archives = true);
  ByteSource(ByteSource&&) noexcept;
  ~ByteSource();

  /// Fills `buffer` as far as there is something; returns the number of bytes, 0 only at the end. Throws UserError on
  /// a read error or a damaged packing.
  std::size_t read(std::span<char> buffer);
  /// Back to the first byte.
  void rewind();
  /// It will not be rewound again: standard input is no longer remembered.
  void forget();
  bool can_rewind() const;
  /// Whether all bytes are there already, and none has to be waited for.
  bool is_file() const;
  /// Lower-case hexadecimal; of the whole file once `read` has returned 0.
  std::string sha256() const;

 private:
  std::unique_ptr<RawBytes> m_raw;
  bool m_opens_archives;
  std::unique_ptr<Unpacker> m_unpacker;  // null if the file is not packed
};

/// The whole content of a file, unpacked unless it is an archive; throws as ByteSource does, and if it is larger than
/// 512 MiB.
std::string read_file(const std::string& path);

}  // namespace reluscope
