#include "cli/progress.hpp"

#include <algorithm>
#include <iostream>

#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr int k_plain_lines = 5;  // in a log

std::string bar(int epoch, int epochs, std::size_t width) {
  const std::size_t filled =
      epochs > 0 ? width * static_cast<std::size_t>(epoch) / static_cast<std::size_t>(epochs) : width;
  return "[" + std::string(filled, '#') + std::string(width - filled, ' ') + "]";
}

}  // namespace

std::string Progress::status(int epoch) const {
  const std::string name = "epoch " + std::to_string(epoch) + "/" + std::to_string(m_epochs);
  const EpochActivity& last = m_tracker.history().back();
  if (last.epoch != epoch) return name;  // not one that is tracked
  std::int64_t dead = 0;
  for (const auto& layer : last.active_rows) dead += std::ranges::count(layer, 0);
  return name + "  loss " + to_significant(last.training.loss) + "  dead " + with_thousands(dead);
}

ObserverDecision Progress::epoch_ended(const EpochEnd& end) {
  const int epoch = end.epoch;
  if (m_terminal.is_terminal) {
    constexpr std::size_t k_bar = 20;
    std::string line = status(epoch);
    if (line.size() + k_bar + 4 < m_terminal.width) line = bar(epoch, m_epochs, k_bar) + " " + line;
    redraw(line.substr(0, m_terminal.width - 1));
  } else if (epoch % std::max(1, m_epochs / k_plain_lines) == 0) {
    std::cerr << status(epoch) << std::endl;
  }
  return ObserverDecision::proceed;
}

void Progress::training_ended(const EpochEnd& /*end*/) {
  if (!m_terminal.is_terminal) return;
  redraw("");
  std::cerr << '\r' << std::flush;
}

void Progress::redraw(const std::string& line) {
  const std::size_t blanks = m_shown > line.size() ? m_shown - line.size() : 0;  // over what was there
  std::cerr << '\r' << line << std::string(blanks, ' ') << std::flush;
  m_shown = line.size();
}

}  // namespace reluscope
