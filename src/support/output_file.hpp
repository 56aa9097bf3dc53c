#pragma once

#include <string>
#include <string_view>

#include "support/output_place.hpp"

namespace reluscope {

/// A file that is written once, whole or not at all: it is made without a name and moved to its place when complete.
/// "-" is standard output; that, other open files, devices and pipes are written as they are. A link stays, and what it
/// leads to is written, also where that is not there yet.
class OutputFile {
 public:
  /// Finds out now whether it can be written, and throws UserError if not; changes nothing.
  explicit OutputFile(const std::string& path);

  /// Throws UserError if it fails; the old file, if there was one, is then still there. For several that belong
  /// together there is OutputBatch.
  void write(std::string content) const;

  /// As it was given, for messages.
  const std::string& name() const { return m_name; }
  /// Whether it is a file, and no stream, device or pipe.
  bool is_replaced() const { return m_place.kind == OutputPlace::Kind::file; }
  /// Its path with links followed; empty of a stream.
  const std::string& place() const { return m_place.path; }
  /// The descriptor of what is open already, or -1.
  int stream() const { return m_place.fd; }
  /// Writes what is no file, but a stream, a device or a pipe. Throws UserError.
  void write_in_place(std::string_view content) const;

 private:
  std::string m_name;
  OutputPlace m_place;
};

}  // namespace reluscope
