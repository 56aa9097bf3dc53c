#include "run/model_rows.hpp"

#include <algorithm>
#include <cmath>

#include "data/column_summary.hpp"
#include "data/fit_encoding.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// What is said of columns that are fed to a model in their order.
std::string columns_text(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(in_quotes(column.name));
  return join_at_most(names, 6);
}

/// First what the user or the columns say, then what the model does itself.
void add_scaling(const InputScaling& scaling, Encoding& encoding) {
  for (std::size_t k = 0; k < scaling.scale.size(); ++k) {
    FeatureEncoding& feature = encoding.features[k];
    feature.shift += feature.scale * scaling.shift[k];
    feature.scale *= scaling.scale[k];
  }
}

}  // namespace

Network<float> network_of(const MlpFile& file, const std::string& name, const std::string& to) {
  if (file.widths.size() < 3) throw UserError(name + ": a single layer; there is no hidden unit to " + to);
  Network<float> network(file.widths, file.activation.value_or(Activation()));
  std::ranges::copy(file.parameters, network.parameters().begin());
  return network;
}

ModelRows::ModelRows(const ModelInput& input, const MlpFile& file)
    : m_input(input), m_file(file), m_model(input_name(input.model)), m_stream(input.table, own_encoding()) {
  if (own_encoding() != nullptr && input.has_scale)
    throw UserError("--scale: " + m_model + " holds the scaling that it was trained with; leave the option out");
  if (!file.whole_inputs) return;
  const std::string takes = whole_numbers() + ": ";
  if (input.scale != Scaling::none)
    throw UserError("--scale " + std::string(name_of(input.scale)) + ": " + takes + "leave the option out");
  if (input.table.missing == MissingPolicy::mean) throw UserError("--missing mean: " + takes + "use --missing drop");
}

void ModelRows::fit() {
  if (const Encoding* own = own_encoding()) {
    m_encoding = *own;
    return;
  }
  check_count();
  if (m_stream.table().cells.rows() == 0)
    throw UserError(m_stream.name() + ": every row has a missing cell and was dropped; --drop the columns with gaps");
  ColumnTally columns;
  columns.add(m_stream.table());
  if (m_input.scale != Scaling::none || m_input.table.missing == MissingPolicy::mean) {
    if (!m_stream.is_file())
      throw UserError(std::string(m_input.scale != Scaling::none ? "--scale " : "--missing mean ") +
                      "takes two passes over the rows, and standard input is read once; give a file");
    while (m_stream.next()) columns.add(m_stream.table());
    m_stream.rewind();
  }
  m_encoding = {};
  fit_features(m_stream.table(), {}, columns.statistics(), m_input.scale, m_encoding);
  add_scaling(m_file.scaling, m_encoding);
}

std::string ModelRows::whole_numbers() const {
  return m_model + " takes whole numbers (its input " + m_file.whole_inputs->input + " is of type " +
         m_file.whole_inputs->type + ")";
}

void ModelRows::check_block() const {
  if (!m_file.whole_inputs) return;
  const Table& table = m_stream.table();
  const std::span<const Column> columns = table.features();
  for (std::size_t j = 0; j < table.cells.rows(); ++j) {
    const std::span<const float> cells = table.cells.row(j);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double value = columns[c].offset + cells[c];
      const bool fits =
          value == std::floor(value) && value >= m_file.whole_inputs->least && value <= m_file.whole_inputs->greatest;
      if (fits) continue;
      throw UserError(m_stream.name() + ":" + std::to_string(table.lines[j]) + ": " + columns[c].title() + " is " +
                      to_shortest(value) + ", and " + whole_numbers() +
                      "; name other columns with --features, or export the model for float32 inputs");
    }
  }
}

void ModelRows::check_count() const {
  const Table& table = m_stream.table();
  const std::size_t columns = table.columns.size(), inputs = m_file.widths.front();
  if (columns == inputs) return;
  const std::vector<std::string> left_out = m_stream.left_out();
  throw UserError(
      m_stream.name() + ": " + pluralized(static_cast<std::int64_t>(columns), "column") + " of numbers (" +
      columns_text(table) + ")" + (left_out.empty() ? "" : ", without " + join_at_most(left_out, 4)) + ", and " +
      m_model + " takes " + pluralized(static_cast<std::int64_t>(inputs), "input") + "; use " +
      (columns == inputs + 1 ? "--drop " + in_quotes(table.columns.back().name) + " if that is the target, or " : "") +
      "--features with the columns that feed them, in their order");
}

}  // namespace reluscope
