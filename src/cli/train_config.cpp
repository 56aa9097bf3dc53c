#include "cli/train_config.hpp"

#include "cli/choices.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// "normal:STD" with the value in its place.
std::string with_value(const std::string& word, double value) {
  const std::size_t colon = word.find(':');
  return colon == std::string::npos ? word : word.substr(0, colon + 1) + shortest(value);
}

std::string schedule_text(const Schedule& schedule) {
  if (schedule.kind != Schedule::Kind::step) return word_for(schedule.kind, k_schedules);
  return "step:" + std::to_string(schedule.step_size) + ":" + shortest(schedule.gamma);
}

std::string delimiter_text(char delimiter) { return delimiter == '\t' ? "tab" : std::string(1, delimiter); }

std::vector<std::int64_t> hidden_widths(const Network<float>& network) {
  std::vector<std::int64_t> widths;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    widths.push_back(static_cast<std::int64_t>(network.layers()[l].units()));
  return widths;
}

std::vector<std::string> rules_of(const std::vector<Gate>& gates) {
  std::vector<std::string> rules;
  for (const Gate& gate : gates) rules.push_back(gate.rule());
  return rules;
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace

NamedValues config_of(const TrainOptions& options, const Dataset& dataset, const Network<float>& network) {
  const DataOptions& data = options.data;
  const TrainingOptions& training = options.training;
  const Initialization& init = options.network.initialization;
  const auto whole = [](auto number) { return static_cast<std::int64_t>(number); };
  return {{"target", dataset.encoding.target},
          {"task", word_for(dataset.encoding.task, k_tasks)},
          {"features", data.features},
          {"drop", data.drop},
          {"missing", word_for(data.missing, k_missing)},
          {"na", data.na_tokens},
          {"delimiter", delimiter_text(dataset.delimiter)},
          {"no_header", !data.header},
          {"scale", word_for(data.scale, k_scalings)},
          {"scale_target", word_for(data.scale_target, k_target_scalings)},
          {"validation", data.validation_path.empty() ? Value(data.validation) : Value()},
          {"validation_data", text_or_null(data.validation_path)},
          {"max_categories", whole(data.max_categories)},
          {"hidden", hidden_widths(network)},
          {"relu_grad_at_zero", whole(options.network.relu_gradient_at_zero)},
          {"init", with_value(word_for(init.weights, k_weight_inits), init.weight_scale)},
          {"bias_init", with_value(word_for(init.bias, k_bias_inits), init.bias_scale)},
          {"init_from", text_or_null(options.network.init_from)},
          {"epochs", whole(training.epochs)},
          {"batch_size", whole(training.batch_size)},
          {"optimizer", word_for(training.optimizer.kind, k_optimizers)},
          {"lr", training.optimizer.learning_rate},
          {"momentum", training.optimizer.momentum},
          {"weight_decay", training.optimizer.weight_decay},
          {"clip_norm", training.clip_norm},
          {"lr_schedule", schedule_text(training.schedule)},
          {"seed", whole(training.seed)},
          {"sparse_below", options.diagnosis.sparse_below},
          {"dormant_tau", options.diagnosis.dormant_tau},
          {"track_every", whole(options.track_every)},
          {"autopsy", options.autopsy},
          {"box_margin", options.diagnosis.box_margin},
          {"history", word_for(options.history, k_histories)},
          {"fail_on", rules_of(options.gates)}};
}

}  // namespace reluscope
