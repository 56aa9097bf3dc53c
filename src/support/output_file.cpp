#include "support/output_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/file_writing.hpp"
#include "support/held_signals.hpp"
#include "support/output_batch.hpp"
#include "support/staged_file.hpp"

namespace reluscope {

OutputFile::OutputFile(const std::string& path) : m_name(path) {
  if (path.empty()) throw UserError("an output file has no name; name a file, or - for standard output");
  m_place = output_place(path);
  if (!is_replaced()) return;
  const HeldSignals no_file_is_left_behind;
  const StagedFile probe(m_name, m_place.path);
}

void OutputFile::write(std::string content) const {
  OutputBatch batch;
  batch.add(*this, std::move(content));
  batch.commit();
}

void OutputFile::write_in_place(std::string_view content) const {
  if (m_place.kind == OutputPlace::Kind::stream)
    return write_all(m_place.fd, content, m_place.fd == STDOUT_FILENO ? "-" : m_name);
  const int fd = ::open(m_place.path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) fail_to_write(m_name, errno);
  const int error = try_to_write(fd, content);
  if (const int closing = ::close(fd); error != 0 || closing != 0) fail_to_write(m_name, error != 0 ? error : errno);
}

}  // namespace reluscope
