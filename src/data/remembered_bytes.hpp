#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace reluscope {

/// What came through a pipe, so that it can be read again: the beginning in memory, the rest in a file without a name
/// in $TMPDIR or /tmp.
class RememberedBytes {
 public:
  static constexpr std::size_t k_most_in_memory = std::size_t{16} << 20;

  /// path: of what it comes from, for messages.
  explicit RememberedBytes(std::string path) : m_path(std::move(path)) {}
  RememberedBytes(const RememberedBytes&) = delete;
  RememberedBytes& operator=(const RememberedBytes&) = delete;
  ~RememberedBytes() { clear(); }

  std::uint64_t size() const { return m_size; }
  /// Throws UserError if there is no room for them.
  void append(std::span<const char> bytes);
  /// Fills the buffer from an offset on, as far as there is something.
  std::size_t read_at(std::uint64_t offset, std::span<char> buffer) const;
  void clear();

 private:
  std::string m_path;
  std::vector<char> m_start;
  int m_fd = -1;  // of what follows; -1: nothing does
  std::uint64_t m_size = 0;
};

}  // namespace reluscope
