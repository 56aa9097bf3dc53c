#include "data/table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reluscope {

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

void Cells::release_before(std::size_t row) {
  for (std::size_t block = row / m_rows_per_block; block-- > 0 && m_blocks[block];) m_blocks[block].reset();
}

void sort_categories(Table& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::vector<std::string>& categories = table.columns[c].categories;
    std::vector<bool> occurs(categories.size());
    const auto for_each_cell = [&](const auto& work) {
      if (!table.columns[c].is_text()) return;
      if (c == table.cells.columns()) std::ranges::for_each(table.targets, work);
      for (std::size_t j = 0; j < table.cells.rows() && c < table.cells.columns(); ++j)
        if (float& cell = table.cells.row(j)[c]; !std::isnan(cell)) work(cell);
    };
    for_each_cell([&](auto cell) { occurs[static_cast<std::size_t>(cell)] = true; });

    std::vector<std::size_t> order(categories.size());
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](std::size_t k) { return !occurs[k]; });
    std::ranges::sort(order, {}, [&](std::size_t k) -> const std::string& { return categories[k]; });
    std::vector<float> rank(categories.size());
    std::vector<std::string> sorted;
    for (const std::size_t k : order) {
      rank[k] = static_cast<float>(sorted.size());
      sorted.push_back(std::move(categories[k]));
    }
    for_each_cell([&](auto& cell) { cell = rank[static_cast<std::size_t>(cell)]; });
    categories = std::move(sorted);
  }
}

}  // namespace reluscope
