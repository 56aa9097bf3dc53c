#include "diagnosis/autopsy/row_describer.hpp"

#include <cmath>

#include "stats/preactivation_change.hpp"
#include "support/elementary.hpp"

namespace reluscope {

RowDescriber::RowDescriber(const Dataset& dataset)
    : m_dataset(dataset),
      m_names(dataset.encoding.input_names()),
      m_means(column_means(dataset.training.inputs)),
      m_deviations(m_means.size()) {
  const MatrixView<const float> inputs(dataset.training.inputs);
  for (std::size_t j = 0; j < inputs.rows(); ++j)
    for (std::size_t k = 0; k < m_means.size(); ++k) m_deviations[k] += square(inputs.row(j)[k] - m_means[k]);
  for (double& deviation : m_deviations) deviation = std::sqrt(deviation / static_cast<double>(inputs.rows()));
}

RowDescription RowDescriber::describe(std::size_t row) const {
  const Split& split = m_dataset.training;
  const Encoding& encoding = m_dataset.encoding;
  RowDescription result{.line = split.lines[row]};
  if (encoding.task == Task::classification)
    result.target = encoding.classes[static_cast<std::size_t>(split.labels[row])];
  else
    result.target = encoding.target_shift + encoding.target_scale * split.values[row];
  const std::span<const float> inputs = MatrixView<const float>(split.inputs).row(row);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    if (m_deviations[k] == 0) continue;
    const double deviations = (inputs[k] - m_means[k]) / m_deviations[k];
    if (!result.feature.empty() && std::abs(deviations) <= std::abs(result.deviations)) continue;
    result.feature = m_names[k];
    result.deviations = deviations;
  }
  return result;
}

}  // namespace reluscope
