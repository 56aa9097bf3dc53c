#include "run/inspect.hpp"

#include "diagnosis/findings/inspection_findings.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "model_file/read_model.hpp"
#include "report/run_metrics.hpp"
#include "run/inspect_rows.hpp"
#include "run/model_rows.hpp"
#include "run/run_gates.hpp"
#include "run/run_report.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

class Inspection {
 public:
  Inspection(const InspectSpec& spec, ThreadPool& pool, const InspectObserver& observer)
      : m_spec(spec),
        m_pool(pool),
        m_observer(observer),
        m_model(input_name(spec.model)),
        m_file(
            read_model_file(spec.model, {.layers = spec.layers, .prefix = spec.prefix, .activation = spec.activation})),
        m_network(network_of(m_file, m_model, "judge")),
        m_rows(spec, m_file) {
    if (observer.model_read) observer.model_read(m_file);
    check_gates(spec.gates, task(), m_network.hidden_layer_count());
  }

  Report run() {
    return m_stream.in_its_encoding([this] {
      m_rows.fit();
      if (!m_stream.is_file()) m_stream.forget();
      const RowsSeen seen = pass_rows(m_rows, m_network, m_pool, [this](std::size_t rows) {
        if (m_observer.rows_seen) m_observer.rows_seen(rows);
      });
      if (seen.activity.rows == 0)
        throw UserError(m_stream.name() +
                        ": every row has a missing cell and was dropped; --drop the columns with gaps");
      return report_on(seen);
    });
  }

 private:
  bool has_target() const { return m_stream.table().has_target; }
  std::optional<Task> task() const { return has_target() ? std::optional(m_file.encoding->task) : std::nullopt; }

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
                     .sees_raw_numbers = sees_raw_numbers(),
                     .overflow = seen.overflow});
    return report;
  }

  bool sees_raw_numbers() const {
    return m_rows.own_encoding() == nullptr && m_file.scaling.empty() && m_spec.scale == Scaling::none;
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
      data.notes.push_back("columns that do not hold numbers feed no input: " + join_at_most(m_stream.left_out(), 8));
    data.scaling = scaling_report(m_encoding, has_target());
    if (m_rows.own_encoding() != nullptr || !m_file.scaling.empty())
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
  ModelRows m_rows;
  TableStream& m_stream = m_rows.stream();
  const Encoding& m_encoding = m_rows.encoding();
};

}  // namespace

Report inspect(const InspectSpec& spec, ThreadPool& pool, const InspectObserver& observer) {
  return Inspection(spec, pool, observer).run();
}

}  // namespace reluscope
