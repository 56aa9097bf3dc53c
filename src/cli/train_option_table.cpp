#include "cli/train_option_table.hpp"

#include <algorithm>
#include <cctype>

#include "cli/arguments.hpp"
#include "cli/choices.hpp"
#include "diagnosis/summary.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// "normal:0.1" as "normal" and the rest, which is empty where there is no colon.
std::pair<std::string, std::string> split_at_colon(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// A choice whose word may carry a value, as in "normal:STD": finds "normal:0.1" there and gives back "0.1".
template <class E, std::size_t N>
std::string choose_with_value(const std::string& flag, const std::string& text, const Choice<E> (&choices)[N],
                              E& target) {
  const auto [word, value] = split_at_colon(text);
  for (const Choice<E>& choice : choices) {
    const auto [choice_word, placeholder] = split_at_colon(std::string(choice.word));
    if (choice_word != word || placeholder.empty() != value.empty()) continue;
    target = choice.value;
    return value;
  }
  fail_choice(flag, text, words(choices));
}

void read_init(const std::string& text, NetworkOptions& network) {
  Initialization& init = network.initialization;
  network.init_given = true;
  const std::string value = choose_with_value("--init", text, k_weight_inits, init.weights);
  if (init.weights == WeightInit::normal) init.weight_scale = read_not_negative("--init", value);
}

void read_bias_init(const std::string& text, NetworkOptions& network) {
  BiasInit kind = BiasInit::zeros;
  const std::string value = choose_with_value("--bias-init", text, k_bias_inits, kind);
  network.bias_init = kind;
  double& scale = network.initialization.bias_scale;
  if (kind == BiasInit::constant) scale = read_number("--bias-init", value);
  if (kind == BiasInit::normal) scale = read_not_negative("--bias-init", value);
}

void read_schedule(const std::string& text, Schedule& schedule) {
  const std::string value = choose_with_value("--lr-schedule", text, k_schedules, schedule.kind);
  if (schedule.kind != Schedule::Kind::step) return;
  const auto [step_size, gamma] = split_at_colon(value);
  schedule.step_size = static_cast<int>(read_whole("--lr-schedule step:N:GAMMA, N", step_size, 1));
  schedule.gamma = read_positive("--lr-schedule step:N:GAMMA, GAMMA", gamma);
}

/// "normal:STD" with the value in its place.
std::string with_value(const std::string& word, double value) {
  const auto [name, placeholder] = split_at_colon(word);
  return placeholder.empty() ? name : name + ":" + to_shortest(value);
}

std::string schedule_text(const Schedule& schedule) {
  if (schedule.kind != Schedule::Kind::step) return word_for(schedule.kind, k_schedules);
  return "step:" + std::to_string(schedule.step_size) + ":" + to_shortest(schedule.gamma);
}

char read_delimiter(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"'+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--delimiter: " + in_quotes(text) +
                    " is not one character that can stand between cells, such as ; or |, or tab");
  return text.front();
}

std::string delimiter_text(char delimiter) {
  if (delimiter == 0) return "";
  return delimiter == '\t' ? "tab" : std::string(1, delimiter);
}

void add_new(const std::vector<std::string>& texts, std::vector<std::string>& all) {
  for (const std::string& text : texts)
    if (std::ranges::find(all, text) == all.end()) all.push_back(text);
}

Value widths_or_null(const std::optional<std::vector<std::size_t>>& widths) {
  if (!widths) return {};
  return std::vector<std::int64_t>(widths->begin(), widths->end());
}

std::vector<std::string> rules_of(const std::vector<Gate>& gates) {
  std::vector<std::string> rules;
  for (const Gate& gate : gates) rules.push_back(gate.rule());
  return rules;
}

void add_data_options(OptionTable& table, TrainOptions& options) {
  TableOptions& data = options.data.table;
  EncodingOptions& encoding = options.data.encoding;
  table.add_path("DATA.csv", "data", "the dataset; - is standard input; may be gzip", data.path).required = false;
  table.begin_group("data");
  table.add_text("--target", "NAME", "the column to predict [the last]", data.target).suggested_for = {"label"};
  table.add_choice("--task", k_tasks, "what to learn", encoding.task);
  table.add_list("--features", "A,B", "the columns to learn from [all others]", data.features);
  table.add_list("--drop", "A,B", "columns to leave out", data.drop);
  table.add_choice("--missing", k_missing, "what to do with a missing cell", data.missing);
  table.add(
      Option::Kind::list, "--na", "TOKENS",
      "more texts that stand for a missing cell, beside empty, NA, N/A, NaN, null, ?",
      [&data](const std::vector<std::string>& tokens) { add_new(tokens, data.na_tokens); },
      [&data] { return Value(data.na_tokens); });
  table.add_single(
      "--delimiter", "C", "between cells: a character, or tab [detected among , ; | tab]",
      [&data](const std::string& text) { data.delimiter = read_delimiter(text); },
      [&data] { return text_or_null(delimiter_text(data.delimiter)); });
  table.add_flag("--no-header", "the first line is data; columns are column_1, column_2, …", data.header, false);
  table.add_choice("--scale", k_scalings, "of numeric features, fit on the training rows", encoding.scale);
  table.add_choice("--scale-target", k_target_scalings, "of a regression's target", encoding.scale_target);
  Option& validation = table.add_single(
      "--validation", "FRACTION", "held out at random; 0 for none [0.2]",
      [&options](const std::string& text) { options.validation = read_fraction("--validation", text); },
      [&data, &encoding] { return data.validation_path.empty() ? Value(encoding.validation) : Value(); });
  validation.overrides = {"validation-data"};
  validation.suggested_for = {"test-size", "val-split"};
  table.add_text("--validation-data", "FILE", "a file to validate on instead", data.validation_path).overrides = {
      "validation"};
  table.add_number("--max-categories", "N", "the most one-hot inputs of a column, and classes [64]",
                   data.max_categories, &read_whole_from<1>);
}

void add_network_options(OptionTable& table, NetworkOptions& network) {
  const Initialization& init = network.initialization;
  table.begin_group("network");
  table
      .add(
          Option::Kind::list, "--hidden", "WIDTHS", "units of each hidden layer [64,32]",
          [&network](const std::vector<std::string>& widths) { network.hidden = read_widths("--hidden", widths); },
          [&network] { return widths_or_null(network.hidden); })
      .suggested_for = {"layers", "units"};
  table.add_choice("--relu-grad-at-zero", k_gradients_at_zero, "ReLU'(0)", network.relu_gradient_at_zero);
  table
      .add_single(
          "--init", joined(words(k_weight_inits), "|"), "of the weights [he_normal]",
          [&network](const std::string& text) { read_init(text, network); },
          [&network, &init] {
            if (!network.init_from.empty()) return Value();
            return Value(with_value(word_for(init.weights, k_weight_inits), init.weight_scale));
          })
      .overrides = {"init-from", "bias-init"};
  table
      .add_single(
          "--bias-init", joined(words(k_bias_inits), "|"), "of the biases [zeros; pytorch with --init pytorch]",
          [&network](const std::string& text) { read_bias_init(text, network); },
          [&network, &init] {
            if (!network.init_from.empty() || init.weights == WeightInit::rai) return Value();
            return Value(with_value(word_for(init.bias, k_bias_inits), init.bias_scale));
          })
      .overrides = {"init-from"};
  table.add_text("--init-from", "MODEL.safetensors", "start from these weights instead", network.init_from)
      .overrides = {"init", "bias-init", "hidden"};
}

void add_training_options(OptionTable& table, TrainOptions& options) {
  TrainingOptions& training = options.training;
  OptimizerOptions& optimizer = training.optimizer;
  table.begin_group("training");
  table.add_number("--epochs", "N", "0 judges the initialisation alone [20]", training.epochs, &read_whole_from<0>)
      .suggested_for = {"max-iter"};
  table.add_number("--batch-size", "N", "rows a step; 0 takes them all at once [32]", training.batch_size,
                   &read_whole_from<0>);
  Option& kind = table.add_choice("--optimizer", k_optimizers, "as in torch.optim", optimizer.kind);
  kind.overrides = {"momentum"};
  kind.suggested_for = {"solver"};
  table
      .add_single(
          "--lr", "RATE", "the learning rate [0.1 sgd; 0.01 momentum, nesterov, rmsprop; 0.001 adam, adamw]",
          [&options](const std::string& text) { options.learning_rate = read_positive("--lr", text); },
          [&optimizer] { return Value(optimizer.learning_rate); })
      .suggested_for = {"learning-rate"};
  table.add_single(
      "--momentum", "M", "of momentum and nesterov [0.9]",
      [&options](const std::string& text) { options.momentum = read_fraction("--momentum", text); },
      [&optimizer] { return uses_momentum(optimizer.kind) ? Value(optimizer.momentum) : Value(); });
  table
      .add_single(
          "--weight-decay", "D", "how far weights and biases are drawn to 0 [0.01 adamw; else 0]",
          [&options](const std::string& text) { options.weight_decay = read_not_negative("--weight-decay", text); },
          [&optimizer] { return Value(optimizer.weight_decay); })
      .suggested_for = {"alpha", "l2"};
  table
      .add_number("--clip-norm", "N", "scale the gradient down to this L2 norm; 0 does not [0]", training.clip_norm,
                  &read_not_negative)
      .suggested_for = {"clip-grad-norm", "max-norm"};
  table
      .add_single(
          "--lr-schedule", joined(words(k_schedules), "|"),
          "how the learning rate goes on; step: times GAMMA every N epochs [constant]",
          [&training](const std::string& text) { read_schedule(text, training.schedule); },
          [&training] { return Value(schedule_text(training.schedule)); })
      .suggested_for = {"scheduler"};
  table.add_number("--seed", "N", "of split, initialisation and shuffles [0]", training.seed, &read_seed).suggested_for = {
      "random-state"};
  Option& threads = table.add_single(
      "--threads", "N", "never changes the result [all cores]",
      [&options](const std::string& text) {
        options.threads = static_cast<unsigned>(read_whole("--threads", text, 1, 1024));
      },
      [&options] { return options.threads > 0 ? Value(std::int64_t{options.threads}) : Value(); });
  threads.changes_result = false;
  threads.suggested_for = {"jobs", "n-jobs"};
}

void add_diagnosis_options(OptionTable& table, TrainOptions& options) {
  DiagnosisOptions& diagnosis = options.diagnosis;
  table.begin_group("diagnosis");
  table.add_number("--sparse-below", "RATE", "a unit that fires, but on no more of the rows, is sparse [0.01]",
                   diagnosis.sparse_below, &read_fraction);
  table.add_number("--dormant-tau", "SCORE", "a unit of at most this dormancy score is dormant [0.025]",
                   diagnosis.dormant_tau, &read_not_negative);
  table.add_number("--track-every", "N", "look at all rows after every N-th epoch [1]", options.track_every,
                   &read_whole_from<1>);
  table.add_flag("--autopsy", "replay the epochs with deaths: which step and which rows killed a unit",
                 options.autopsy);
  table.add_number("--box-margin", "F", "prove for inputs this share of each range beyond the training rows' too [0]",
                   diagnosis.box_margin, &read_not_negative);
  table.add_choice("--history", k_histories, "what the report keeps of each epoch", options.history);
}

void add_gates(OptionTable& table, std::vector<Gate>& gates) {
  table.begin_group("gates");
  table.add(
      Option::Kind::repeatable, "--fail-on", "RULE",
      "exit with 1 where this holds, as in \"dead_fraction > 0.05\"; repeatable",
      [&gates](const std::vector<std::string>& rules) {
        const Summary of_nothing(std::vector<LayerDiagnosis>{});
        gates.clear();
        for (const std::string& rule : rules) gates.emplace_back(rule).metric_in(of_nothing.metrics());
      },
      [&gates] { return Value(rules_of(gates)); });
}

void add_config_options(OptionTable& table, ConfigOptions& config) {
  Option& file =
      table.add_text("--config", "FILE", "take options from this TOML file, or from a report; flags win", config.path);
  file.changes_result = false;
  file.key.clear();
  Option& print =
      table.add_flag("--print-config", "print all of this as TOML for --config, and do nothing else", config.print);
  print.changes_result = false;
  print.key.clear();
}

void add_output_options(OptionTable& table, TrainOptions& options) {
  OutputOptions& output = options.output;
  table.begin_group("output");
  table.add_text("-o,--output", "FILE", "the report [-, standard output]", output.report).changes_result = false;
  table.add_text("--save-model", "FILE", "the trained network, as safetensors for PyTorch", output.save_model)
      .changes_result = false;
  table.add_text("--events", "FILE", "a line of JSON for every tracked epoch, as soon as it is over", output.events)
      .changes_result = false;
  table.add_flag("--context", "add when and where to the report, which is then not reproducible", output.context)
      .changes_result = false;
  table.add_flag("-q,--quiet", "no progress and no summary", output.quiet).changes_result = false;
  table.add_flag("--no-color", "letters instead of colours", output.no_colour).changes_result = false;
  add_config_options(table, options.config);
}

}  // namespace

OptionTable option_table(TrainOptions& options) {
  OptionTable table;
  add_data_options(table, options);
  add_network_options(table, options.network);
  add_training_options(table, options);
  add_diagnosis_options(table, options);
  add_gates(table, options.gates);
  add_output_options(table, options);
  return table;
}

}  // namespace reluscope
