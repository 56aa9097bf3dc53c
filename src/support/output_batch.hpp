#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "support/held_signals.hpp"
#include "support/output_file.hpp"
#include "support/staged_file.hpp"

namespace reluscope {

/// The outputs of a run, which belong together. Files are written where nobody sees them; once what goes to streams
/// has been taken there (on file systems without files that have no name: before), they are moved to their places, one
/// after another at once, in the order in which they were added. Without `commit` nothing is there.
class OutputBatch {
 public:
  OutputBatch() = default;
  OutputBatch(const OutputBatch&) = delete;
  OutputBatch& operator=(const OutputBatch&) = delete;

  /// file: must live on. Throws UserError if it cannot be written.
  void add(const OutputFile& file, std::string content);
  /// Throws UserError if it fails; then new files are removed again.
  void commit();

 private:
  struct Stream {
    const OutputFile* file;
    std::string content;
  };

  void move_files();
  void release_signals();

  std::optional<HeldSignals> m_held;  // first, so that they act when nothing is left beside its place
  std::vector<Stream> m_streams;
  std::deque<StagedFile> m_files;
};

}  // namespace reluscope
