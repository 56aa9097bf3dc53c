#include "support/output_batch.hpp"

#include <algorithm>

namespace reluscope {

void OutputBatch::add(const OutputFile& file, std::string content) {
  if (!file.is_replaced()) {
    m_streams.push_back({&file, std::move(content)});
    return;
  }
  if (!m_held) m_held.emplace();
  m_files.emplace_back(file.name(), file.place()).write(content);
  release_signals();
}

void OutputBatch::commit() {
  // what has a name beside its place holds signals up, and must not wait for who reads a stream
  const bool has_names = m_held.has_value();
  if (has_names) move_files();
  for (const Stream& stream : m_streams) stream.file->write_in_place(stream.content);
  m_streams.clear();
  if (!has_names) move_files();
}

void OutputBatch::move_files() {
  if (m_files.empty()) return;
  if (!m_held) m_held.emplace();
  try {
    for (StagedFile& file : m_files) file.prepare();
    for (StagedFile& file : m_files) file.move_into_place();
  } catch (...) {
    for (const StagedFile& file : m_files) file.take_back();
    m_files.clear();
    throw;
  }
  release_signals();
  m_files.clear();
}

void OutputBatch::release_signals() {
  if (std::ranges::none_of(m_files, &StagedFile::has_name)) m_held.reset();
}

}  // namespace reluscope
