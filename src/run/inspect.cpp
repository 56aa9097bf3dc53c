#include "run/inspect.hpp"

#include <algorithm>

#include "data/fit_encoding.hpp"
#include "diagnosis/findings/inspection_findings.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "model_file/read_model.hpp"
#include "report/run_metrics.hpp"
#include "run/inspect_rows.hpp"
#include "run/run_gates.hpp"
#include "run/run_report.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

Network<float> network_of(const MlpFile& file, const std::string& name) {
  if (file.widths.size() < 3) throw UserError(name + ": a single layer; there is no hidden unit to judge");
  Network<float> network(file.widths, file.activation.value_or(Activation()));
  std::ranges::copy(file.parameters, network.parameters().begin());
  return network;
}

/// What is said of columns that are fed to a model in their order.
std::string columns_text(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(in_quotes(column.name));
  return join_at_most(names, 6);
}

void check_count(const TableStream& stream, const MlpFile& file, const std::string& model) {
  const Table& table = stream.table();
  const std::size_t columns = table.columns.size(), inputs = file.widths.front();
  if (columns == inputs) return;
  throw UserError(
      stream.name() + ": " + pluralized(static_cast<std::int64_t>(columns), "column") + " of numbers (" +
      columns_text(table) + "), and " + model + " takes " + pluralized(static_cast<std::int64_t>(inputs), "input") +
      "; use " +
      (columns == inputs + 1 ? "--drop " + in_quotes(table.columns.back().name) + " if that is the target, or " : "") +
      "--features with the columns that feed them, in their order");
}

/// First what the user or the columns say, then what the model does itself.
void add_scaling(const InputScaling& scaling, Encoding& encoding) {
  for (std::size_t k = 0; k < scaling.scale.size(); ++k) {
    FeatureEncoding& feature = encoding.features[k];
    feature.shift += feature.scale * scaling.shift[k];
    feature.scale *= scaling.scale[k];
  }
}

class Inspection {
 public:
  Inspection(const InspectSpec& spec, ThreadPool& pool, const InspectObserver& observer)
      : m_spec(spec),
        m_pool(pool),
        m_observer(observer),
        m_model(input_name(spec.model)),
        m_file(
            read_model_file(spec.model, {.layers = spec.layers, .prefix = spec.prefix, .activation = spec.activation})),
        m_network(network_of(m_file, m_model)),
        m_stream(spec.table, own_encoding()) {
    if (own_encoding() != nullptr && spec.has_scale)
      throw UserError("--scale: " + m_model + " holds the scaling that it was trained with; leave the option out");
    check_gates(spec.gates, task(), m_network.hidden_layer_count());
  }

  Report run() {
    return m_stream.in_its_encoding([this] {
      fit_encoding();
      if (!m_stream.is_file()) m_stream.forget();
      const RowsSeen seen = pass_rows(m_stream, m_encoding, m_network, m_pool, [this](std::size_t rows) {
        if (m_observer.rows_seen) m_observer.rows_seen(rows);
      });
      if (seen.activity.rows == 0)
        throw UserError(m_stream.name() +
                        ": every row has a missing cell and was dropped; --drop the columns with gaps");
      return report_on(seen);
    });
  }

 private:
  const Encoding* own_encoding() const { return m_file.encoding ? &*m_file.encoding : nullptr; }
  bool has_target() const { return m_stream.table().has_target; }
  std::optional<Task> task() const { return has_target() ? std::optional(m_file.encoding->task) : std::nullopt; }

  /// How the rows are fed. What is fitted takes a pass over all rows.
  void fit_encoding() {
    if (const Encoding* own = own_encoding()) {
      m_encoding = *own;
      return;
    }
    check_count(m_stream, m_file, m_model);
    ColumnTally columns;
    columns.add(m_stream.table());
    const bool fits = m_spec.scale != Scaling::none || m_spec.table.missing == MissingPolicy::mean;
    if (fits) {
      if (!m_stream.is_file())
        throw UserError(std::string(m_spec.scale != Scaling::none ? "--scale " : "--missing mean ") +
                        "takes two passes over the rows, and standard input is read once; give a file");
      while (m_stream.next()) columns.add(m_stream.table());
      m_stream.rewind();
    }
    m_encoding = {};
    fit_features(m_stream.table(), {}, columns.statistics(), m_spec.scale, m_encoding);
    add_scaling(m_file.scaling, m_encoding);
  }

  Report report_on(const RowsSeen& seen) {
    MemoryRows rows(seen.sample.rows());
    EvaluationResult held_out(m_network);
    Report report{.command = ReportCommand::inspect, .config = m_spec.config()};
    report.data = data_report(seen);
    report.model = model_report(m_network);
    for (std::size_t l = 0; l < report.model.layers.size(); ++l) report.model.layers[l].source = m_file.layer_names[l];
    report.model.file = {m_spec.model, m_file.sha256, m_file.notes};
    report.layers = diagnose({m_network, m_encoding, rows, seen.activity, held_out, std::nullopt,
                              seen.sample.is_all() ? std::nullopt : std::optional(seen.range)},
                             m_spec.diagnosis, m_pool, m_observer.diagnosis_stage);
    if (has_target())
      report.quality = prediction_metrics(seen.activity.loss(), seen.activity.correct, seen.activity.rows,
                                          seen.targets.total_square(), m_encoding);
    report.summary = Summary(report.layers);
    report.gates = judge(m_spec.gates, gate_metrics(report));
    report.findings =
        findings_of({.units = {.layers = report.layers,
                               .summary = report.summary,
                               .activation = m_network.activation(),
                               .sparse_below = m_spec.diagnosis.sparse_below,
                               .saturated_below = m_spec.diagnosis.saturated_below,
                               .has_scaled_inputs = !sees_raw_numbers(),
                               .row = "row",
                               .advice = "reluscope prune leaves units out and checks that the outputs stay"},
                     .columns = report.data.columns,
                     .sees_raw_numbers = sees_raw_numbers()});
    return report;
  }

  bool sees_raw_numbers() const {
    return own_encoding() == nullptr && m_file.scaling.empty() && m_spec.scale == Scaling::none;
  }

  DataReport data_report(const RowsSeen& seen) const {
    const Table& table = m_stream.table();
    DataReport data{.path = m_spec.table.path,
                    .sha256 = m_stream.sha256(),
                    .rows = static_cast<std::int64_t>(m_stream.rows_read()),
                    .rows_dropped = static_cast<std::int64_t>(m_stream.rows_dropped()),
                    .train_rows = static_cast<std::int64_t>(seen.activity.rows),
                    .features = m_encoding.input_names(),
                    .target = has_target() ? table.target().name : "",
                    .task = task(),
                    .columns = seen.columns.summaries(table),
                    .notes = m_stream.notes()};
    if (has_target()) data.classes = m_encoding.classes;
    for (const ColumnSummary& column : data.columns)
      if (column.min && column.kind != ColumnUse::target && column.min == column.max)
        data.constant_features.push_back(column.name);
    if (!m_stream.left_out().empty())
      data.notes.push_back("columns that are not numbers feed no input: " + join_at_most(m_stream.left_out(), 8));
    data.scaling = scaling_report(m_encoding, has_target());
    if (own_encoding() != nullptr || !m_file.scaling.empty())
      data.scaling.model = m_spec.model;
    else
      data.scaling.method = m_spec.scale;
    return data;
  }

  const InspectSpec& m_spec;
  ThreadPool& m_pool;
  const InspectObserver& m_observer;
  std::string m_model;  // in messages
  MlpFile m_file;
  Network<float> m_network;
  TableStream m_stream;
  Encoding m_encoding;
};

}  // namespace

Report inspect(const InspectSpec& spec, ThreadPool& pool, const InspectObserver& observer) {
  return Inspection(spec, pool, observer).run();
}

}  // namespace reluscope
