#pragma once

#include <deque>
#include <optional>
#include <string>

#include "support/held_signals.hpp"
#include "support/output_file.hpp"
#include "support/staged_file.hpp"

namespace reluscope {

/// The outputs of a run, which belong together. All are written before the first is moved to its place; then they
/// follow one another at once, in the order in which they were added. Without `commit` nothing is there.
class OutputBatch {
 public:
  OutputBatch() = default;
  OutputBatch(const OutputBatch&) = delete;
  OutputBatch& operator=(const OutputBatch&) = delete;

  /// Writes the content where nobody sees it; what goes to a stream waits. file: must live on. Throws UserError if it
  /// fails.
  void add(const OutputFile& file, std::string content);
  /// Throws UserError if it fails; then new files are removed again.
  void commit();

 private:
  struct Part {
    const OutputFile* file;
    std::string content;               // of a stream
    std::optional<StagedFile> staged;  // else
  };

  void move_files(std::deque<Part>::iterator first, std::deque<Part>::iterator last);
  void release_signals();

  std::optional<HeldSignals> m_held;  // first, so that they act when nothing is left beside its place
  std::deque<Part> m_parts;
};

}  // namespace reluscope
