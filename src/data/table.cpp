#include "data/table.hpp"

#include <algorithm>

#include "support/number.hpp"

namespace reluscope {

bool is_mostly_numeric(const std::vector<std::string>& texts) {
  const auto numbers =
      std::ranges::count_if(texts, [](const std::string& text) { return parse_number(text).has_value(); });
  return 2 * static_cast<std::size_t>(numbers) > texts.size();
}

// Blocks of about 4 MiB: large enough to be given back to the system one by one.
Cells::Cells(std::size_t columns)
    : m_columns(columns),
      m_rows_per_block(std::max<std::size_t>(1, (std::size_t{1} << 20) / std::max<std::size_t>(1, columns))) {}

std::span<float> Cells::add_row() {
  if (m_rows == m_blocks.size() * m_rows_per_block) {
    const std::size_t bytes = m_rows_per_block * m_columns * sizeof(float);
    m_blocks.push_back(Block(static_cast<float*>(allocate_memory(bytes)), {bytes}));
  }
  return {address(m_rows++), m_columns};
}

std::span<const float> Cells::row(std::size_t i) const { return {address(i), m_columns}; }

void Cells::release_before(std::size_t row) {
  for (std::size_t block = row / m_rows_per_block; block-- > 0 && m_blocks[block];) m_blocks[block].reset();
}

}  // namespace reluscope
