#include "cli/progress.hpp"

#include <algorithm>
#include <iostream>

#include "report/painting.hpp"
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

ReadingNotice::ReadingNotice(const std::string& file, const Terminal& terminal) : m_is_terminal(terminal.is_terminal) {
  const std::string text = "reading " + one_line(file);
  if (m_is_terminal)
    m_line.draw(text, terminal.width - 1);
  else
    std::cerr << text << std::endl;
}

ReadingNotice::~ReadingNotice() {
  if (m_is_terminal) m_line.clear();
}

void Progress::epoch_evaluated(const EpochRecord& epoch) {
  std::int64_t dead = 0, saturated = 0;
  for (const LayerStatus& layer : epoch.layers) dead += layer.dead, saturated += layer.saturated;
  m_evaluated = epoch.metrics.epoch;
  m_findings = "  loss " + to_significant(epoch.metrics.training.loss) + "  dead " + with_thousands(dead);
  if (saturated > 0) m_findings += "  saturated " + with_thousands(saturated);
}

void Progress::epoch_ended(int epoch) {
  std::string line = "epoch " + std::to_string(epoch) + "/" + std::to_string(m_epochs);
  if (epoch == m_evaluated) line += m_findings;
  if (m_terminal.is_terminal) {
    constexpr std::size_t k_bar = 20;
    if (line.size() + k_bar + 4 < m_terminal.width) line = bar(epoch, m_epochs, k_bar) + " " + line;
    m_line.draw(line, m_terminal.width - 1);
  } else if (epoch % std::max(1, m_epochs / k_plain_lines) == 0) {
    std::cerr << line << std::endl;
  }
}

void Progress::diagnosis_stage(std::string_view stage) {
  if (m_terminal.is_terminal) m_line.draw("diagnosis: " + std::string(stage), m_terminal.width - 1);
}

void Progress::clear() {
  if (m_terminal.is_terminal) m_line.clear();
}

void Progress::autopsies_started(std::int64_t epochs) const {
  std::cerr << wrapped("autopsy: replaying " + pluralized(epochs, "epoch") + " with deaths", m_terminal.width, 2)
            << std::flush;
}

}  // namespace reluscope
