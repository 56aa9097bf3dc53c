#include "run/run_options.hpp"

#include "run/options/option_groups.hpp"
#include "run/run_gates.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

std::vector<std::string> rules_of(const std::vector<Gate>& gates) {
  std::vector<std::string> rules;
  for (const Gate& gate : gates) rules.push_back(gate.rule());
  return rules;
}

/// Whether the option is given, and not only in a configuration file while --init-from is a flag, which wins over it.
bool decides(const OptionTable& table, std::string_view key) {
  return table.is_given(key) && (!table.find(key)->is_from_file || table.find("init-from")->is_from_file);
}

}  // namespace

void add_gate_options(OptionTable& table, std::vector<Gate>& gates, bool& allow_dead_network) {
  table.begin_group("gates");
  table.add(
      Option::Kind::repeatable, "--fail-on", "RULE",
      "exit with 1 if this holds, as in \"dead_fraction > 5%\" or \"validation.accuracy < 0.9\"; repeatable",
      [&gates](const std::vector<std::string>& rules) {
        gates.clear();
        for (const std::string& rule : rules) check_gate(gates.emplace_back(rule));
      },
      [&gates] { return Value(rules_of(gates)); });
  table.add_flag("--allow-dead-network", "do not fail for the reason alone that a whole hidden layer is dead",
                 allow_dead_network);
}

OptionTable data_options(DataOptions& data) {
  OptionTable table;
  add_data_options(table, data.table, data.encoding);
  return table;
}

OptionTable run_options(RunSpec& spec) {
  OptionTable table;
  add_data_options(table, spec.data.table, spec.data.encoding);
  add_model_options(table, spec.model);
  add_training_options(table, spec.training);
  add_diagnosis_options(table, spec);
  add_gate_options(table, spec.gates, spec.allow_dead_network);
  return table;
}

void add_threads_option(OptionTable& table, unsigned& threads, const std::string& group) {
  table.begin_group(group);
  table
      .add_single(
          "--threads", "N", "never changes the result",
          [&threads](const std::string& text) {
            threads = static_cast<unsigned>(read_whole("--threads", text, 1, 1024));
          },
          [&threads] { return threads > 0 ? Value(std::int64_t{threads}) : Value(); })
      .by_default("all cores")
      .suggest_for({"jobs", "n-jobs"});
}

RunSpec RunDraft::resolve(const OptionTable& table) const {
  table.check_conflicts();
  check_proof_options(table, m_values.diagnosis);
  RunSpec spec = m_values;
  ModelSpec& model = spec.model;
  OptimizerOptions& optimizer = spec.training.optimizer;
  if (!spec.data.table.validation_path.empty()) spec.data.encoding.validation = 0;
  if (!model.init_from.empty() && !table.is_given("hidden")) model.hidden.clear();
  spec.data.encoding.keep_scaling =
      !model.init_from.empty() && !model.refit_scaling && !decides(table, "scale") && !decides(table, "scale-target");
  if (model.initialization.weights == WeightInit::pytorch && !table.is_given("bias-init"))
    model.initialization.bias = BiasInit::pytorch;
  spec.training.recycle.dormant_tau = spec.diagnosis.dormant_tau;
  spec.training.recycle.initialization = model.initialization;
  if (!table.is_given("split-seed")) spec.data.encoding.split_seed = spec.training.seed;
  if (!table.is_given("lr")) optimizer.learning_rate = traits_of(optimizer.kind).default_learning_rate;
  if (!table.is_given("weight-decay")) optimizer.weight_decay = traits_of(optimizer.kind).default_weight_decay;
  return spec;
}

void check_against_model(RunSpec& spec, const OptionTable& given) {
  if (!spec.model.start) return;
  const OptionTable now = run_options(spec);
  for (const Option& option : now.options()) {
    if (!option.conflict || !decides(given, option.key)) continue;
    if (const std::string conflict = option.conflict(); !conflict.empty())
      throw UserError(option.name() + " " + conflict);
  }
}

}  // namespace reluscope
