#pragma once

#include <string>
#include <string_view>

#include "support/output_file.hpp"

namespace reluscope {

/// A file that grows line by line while others may read it: nothing is held back.
class LineFile {
 public:
  /// Finds out whether it can be written, and throws UserError if not; changes nothing.
  explicit LineFile(const std::string& path) : m_file(path) {}
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  /// line: without its newline. The first one replaces what the file held before. Throws UserError if it fails, as on a
  /// full disk; but a pipe need not be read to its end.
  void write(std::string_view line);

 private:
  void open();

  OutputFile m_file;
  int m_fd = -1;
};

}  // namespace reluscope
