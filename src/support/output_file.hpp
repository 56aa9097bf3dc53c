#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// A file that is written once, whole or not at all: it is made beside its place and moved there when complete.
/// "-" is standard output; a device or pipe is written as it is.
class OutputFile {
 public:
  /// Finds out now whether it can be written, and throws UserError if not; changes nothing.
  explicit OutputFile(const std::string& path);

  /// Throws UserError if it fails; the old file, if there was one, is then still there.
  void write(std::string_view content) const;

 private:
  std::string m_path;
  bool m_in_place = false;  // standard output, a device, a pipe
};

/// Whether both paths lead to one file; "-" and an empty path are none.
bool same_file(const std::string& a, const std::string& b);
/// Whether standard output goes into the file or pipe of that path.
bool is_standard_output(const std::string& path);

}  // namespace reluscope
