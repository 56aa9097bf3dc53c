#pragma once

#include <string>
#include <string_view>

#include "cli/status_line.hpp"
#include "run/run_observer.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// Says on standard error that a file is being read: on a terminal as long as this lives.
class ReadingNotice {
 public:
  ReadingNotice(const std::string& file, const Terminal& terminal);
  ReadingNotice(const ReadingNotice&) = delete;
  ReadingNotice& operator=(const ReadingNotice&) = delete;
  ~ReadingNotice();

 private:
  bool m_is_terminal;
  StatusLine m_line;
};

/// Shows people on standard error how a run goes: a line that is redrawn on a terminal, a plain line every few epochs
/// elsewhere.
class Progress {
 public:
  Progress(int epochs, const Terminal& terminal) : m_epochs(epochs), m_terminal(terminal) {}

  void epoch_evaluated(const EpochRecord& epoch);
  void epoch_ended(int epoch);
  void autopsies_started(std::int64_t epochs) const;
  void diagnosis_stage(std::string_view stage);
  /// Takes the line off the terminal.
  void clear();

 private:
  int m_epochs;
  Terminal m_terminal;
  int m_evaluated = -1;    // the last epoch
  std::string m_findings;  // of that epoch
  StatusLine m_line;
};

}  // namespace reluscope
