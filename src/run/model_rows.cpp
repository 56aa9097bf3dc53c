#include "run/model_rows.hpp"

#include <algorithm>

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

void ModelRows::check_count() const {
  const Table& table = m_stream.table();
  const std::size_t columns = table.columns.size(), inputs = m_file.widths.front();
  if (columns == inputs) return;
  throw UserError(
      m_stream.name() + ": " + pluralized(static_cast<std::int64_t>(columns), "column") + " of numbers (" +
      columns_text(table) + "), and " + m_model + " takes " + pluralized(static_cast<std::int64_t>(inputs), "input") +
      "; use " +
      (columns == inputs + 1 ? "--drop " + in_quotes(table.columns.back().name) + " if that is the target, or " : "") +
      "--features with the columns that feed them, in their order");
}

}  // namespace reluscope
