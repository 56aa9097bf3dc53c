#include "support/output_batch.hpp"

#include <algorithm>

namespace reluscope {

void OutputBatch::add(const OutputFile& file, std::string content) {
  Part& part = m_parts.emplace_back();
  part.file = &file;
  if (!file.is_replaced()) {
    part.content = std::move(content);
    return;
  }
  if (!m_held) m_held.emplace();
  part.staged.emplace(file.name(), file.place());
  part.staged->write(content);
  release_signals();
}

void OutputBatch::commit() {
  const auto is_file = [](const Part& part) { return part.staged.has_value(); };
  for (auto part = m_parts.begin(); part != m_parts.end();) {
    if (!is_file(*part)) {
      part->file->write_in_place(part->content);
      ++part;
      continue;
    }
    const auto last = std::find_if_not(part, m_parts.end(), is_file);
    move_files(part, last);
    part = last;
  }
  m_parts.clear();
}

void OutputBatch::move_files(std::deque<Part>::iterator first, std::deque<Part>::iterator last) {
  if (!m_held) m_held.emplace();
  try {
    std::for_each(first, last, [](Part& part) { part.staged->prepare(); });
    std::for_each(first, last, [](Part& part) { part.staged->move_into_place(); });
  } catch (...) {
    std::for_each(first, last, [](const Part& part) { part.staged->take_back(); });
    m_parts.clear();
    throw;
  }
  release_signals();
}

void OutputBatch::release_signals() {
  const auto has_name = [](const Part& part) { return part.staged && part.staged->has_name(); };
  if (std::ranges::none_of(m_parts, has_name)) m_held.reset();
}

}  // namespace reluscope
