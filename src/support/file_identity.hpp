#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace reluscope {

/// Which file a path leads to: through links of either kind, "." and "..", /dev/stdout, and whether the file is there
/// yet or not.
class FileIdentity {
 public:
  /// standard_fd: what "-" means, standard input or output.
  FileIdentity(const std::string& path, int standard_fd);

  /// Devices are never the same, as what goes into them does not mix; but two names of one open file are.
  bool operator==(const FileIdentity& other) const {
    return (m_file && m_file == other.m_file) || (m_fd >= 0 && m_fd == other.m_fd);
  }

 private:
  /// Device and inode; of a file that is not there, those of its folder, and its name.
  std::optional<std::tuple<std::uint64_t, std::uint64_t, std::string>> m_file;
  int m_fd = -1;  // of an open file
};

}  // namespace reluscope
