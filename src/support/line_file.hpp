#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// A file that grows line by line while others may read it: nothing is held back.
class LineFile {
 public:
  /// Opens the file, and empties it. Throws UserError if it cannot be written.
  explicit LineFile(const std::string& path);
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  /// line: without its newline. Throws UserError if it fails, as on a full disk; but a pipe need not be read to its
  /// end.
  void write(std::string_view line) const;

 private:
  std::string m_path;
  int m_fd = -1;
};

}  // namespace reluscope
