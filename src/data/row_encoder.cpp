#include "data/row_encoder.hpp"

#include <algorithm>
#include <cmath>

#include "data/target.hpp"

namespace reluscope {
namespace {

// cells, shift, scale, inputs: count (inputs written)
void scale_cells(const float* cells, std::size_t count, const double* shift, const double* scale, float* inputs) {
  for (std::size_t c = 0; c < count; ++c) inputs[c] = static_cast<float>((cells[c] - shift[c]) / scale[c]);
}

}  // namespace

RowEncoder::RowEncoder(const Table& table, const Encoding& encoding) : m_table(table), m_encoding(encoding) {
  if (table.has_target && encoding.task == Task::classification) m_labels = labels_of(table, encoding);
  std::size_t first_input = 0;
  for (std::size_t c = 0; c < encoding.features.size(); ++c) {
    add(c, first_input);
    first_input += encoding.features[c].input_count();
  }
}

void RowEncoder::add(std::size_t column, std::size_t first_input) {
  const FeatureEncoding& feature = m_encoding.features[column];
  if (feature.categorical) {
    CategoricalColumn& added = m_categorical.emplace_back();
    added.column = column;
    added.first_input = first_input;
    added.input_count = feature.input_count();
    for (const double share : feature.fill) added.fill.push_back(static_cast<float>(share));
    return;
  }
  const bool goes_on = column > 0 && !m_encoding.features[column - 1].categorical;
  if (!goes_on) m_numeric.push_back({.first_column = column, .first_input = first_input});
  NumericRun& run = m_numeric.back();
  run.shift.push_back(feature.shift - m_table.columns[column].offset);
  run.scale.push_back(feature.scale);
  for (const double value : feature.fill)
    run.fill.push_back(static_cast<float>((value - feature.shift) / feature.scale));
}

Split RowEncoder::make_split(std::size_t rows) const {
  Split split;
  split.inputs = Matrix<float>::from_shape({rows, m_encoding.input_count()});
  split.lines.reserve(rows);
  if (m_table.has_target) (m_labels.empty() ? split.values.reserve(rows) : split.labels.reserve(rows));
  return split;
}

void RowEncoder::append(std::uint32_t row, Split& split) const {
  const float* const cells = m_table.cells.row(row).data();
  float* const inputs = MatrixView<float>(split.inputs).row(split.rows()).data();
  for (const NumericRun& run : m_numeric) encode(run, cells, inputs);
  for (const CategoricalColumn& column : m_categorical) encode(column, cells, inputs);
  if (!m_table.has_target) {
  } else if (m_labels.empty()) {
    split.values.push_back(
        static_cast<float>((m_table.targets[row] - m_encoding.target_shift) / m_encoding.target_scale));
  } else {
    split.labels.push_back(m_labels[row]);
  }
  split.lines.push_back(m_table.lines[row]);
}

void RowEncoder::encode(const NumericRun& run, const float* cells, float* inputs) {
  cells += run.first_column;
  inputs += run.first_input;
  scale_cells(cells, run.shift.size(), run.shift.data(), run.scale.data(), inputs);
  for (std::size_t c = 0; c < run.fill.size(); ++c)
    if (std::isnan(cells[c])) inputs[c] = run.fill[c];
}

void RowEncoder::encode(const CategoricalColumn& column, const float* cells, float* inputs) {
  const float cell = cells[column.column];
  inputs += column.first_input;
  if (std::isnan(cell)) {
    std::ranges::copy(column.fill, inputs);
  } else {
    std::fill_n(inputs, column.input_count, 0.0F);
    inputs[static_cast<std::size_t>(cell)] = 1;
  }
}

}  // namespace reluscope
