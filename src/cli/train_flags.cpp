#include "cli/train_flags.hpp"

#include "cli/arguments.hpp"
#include "cli/choices.hpp"
#include "support/error.hpp"

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
std::string choose_with_value(const std::string& flag, const std::string& text, const Choice<E> (&choices)[N], E& target) {
  const auto [word, value] = split_at_colon(text);
  for (const Choice<E>& choice : choices) {
    const auto [choice_word, placeholder] = split_at_colon(std::string(choice.word));
    if (choice_word != word || placeholder.empty() != value.empty()) continue;
    target = choice.value;
    return value;
  }
  fail_choice(flag, text, words(choices, ", "));
  return "";
}

void read_init(const std::string& text, Initialization& init) {
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

char read_delimiter(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r")
    throw UserError("--delimiter: '" + text + "' is not one character, or 'tab'");
  return text.front();
}

void add_data_options(CLI::App& command, TrainOptions& options) {
  DataOptions& data = options.data;
  const std::string group = "data";
  command.add_option("DATA.csv", data.path, "the dataset; - is standard input; may be gzip")->required()->type_name("");
  command.add_option("--target", data.target, "the column to predict [the last]")->type_name("NAME")->group(group);
  add_choice(command, "--task", data.task, k_tasks, "what to learn")->group(group);
  add_option(command, "--features", "A,B", "the columns to learn from [all others]",
             [&](const std::string& text) { data.features = read_list(text); })->group(group);
  add_option(command, "--drop", "A,B", "columns to leave out", [&](const std::string& text) { data.drop = read_list(text); })->group(group);
  add_choice(command, "--missing", data.missing, k_missing, "what to do with a missing cell")->group(group);
  add_option(command, "--na", "TOKENS", "more texts that stand for a missing cell, beside empty, NA, N/A, NaN, null, ?",
             [&](const std::string& text) {
               for (std::string& token : read_list(text)) data.na_tokens.push_back(std::move(token));
             })->group(group);
  add_option(command, "--delimiter", "C", "between cells: a character, or tab [detected among , ; | tab]",
             [&](const std::string& text) { data.delimiter = read_delimiter(text); })->group(group);
  command.add_flag_callback("--no-header", [&] { data.header = false; }, "the first line is data; columns are column_1, column_2, …")
      ->group(group);
  add_choice(command, "--scale", data.scale, k_scalings, "of numeric features, fit on the training rows")->group(group);
  add_choice(command, "--scale-target", data.scale_target, k_target_scalings, "of a regression's target")->group(group);
  add_option(command, "--validation", "FRACTION", "held out at random; 0 for none [0.2]",
             [&](const std::string& text) { options.validation = read_fraction("--validation", text); })->group(group);
  command.add_option("--validation-data", data.validation_path, "a file to validate on instead")->type_name("FILE")->group(group);
  add_option(command, "--max-categories", "N", "the most one-hot inputs of a column, and classes [64]", [&](const std::string& text) {
    data.max_categories = static_cast<std::size_t>(read_whole("--max-categories", text, 1));
  })->group(group);
}

void add_network_options(CLI::App& command, NetworkOptions& network) {
  const std::string group = "network";
  add_option(command, "--hidden", "WIDTHS", "units of each hidden layer [64,32]",
             [&](const std::string& text) { network.hidden = read_widths("--hidden", text); })->group(group);
  add_choice(command, "--relu-grad-at-zero", network.relu_gradient_at_zero, k_gradients_at_zero, "ReLU'(0)")->group(group);
  add_option(command, "--init", words(k_weight_inits, "|"), "of the weights [he_normal]",
             [&](const std::string& text) { read_init(text, network.initialization); })->group(group);
  add_option(command, "--bias-init", words(k_bias_inits, "|"), "of the biases [zeros; pytorch with --init pytorch]",
             [&](const std::string& text) { read_bias_init(text, network); })->group(group);
  command.add_option("--init-from", network.init_from, "start from these weights instead")->type_name("MODEL.safetensors")->group(group);
}

void add_training_options(CLI::App& command, TrainOptions& options) {
  const std::string group = "training";
  TrainingOptions& training = options.training;
  add_option(command, "--epochs", "N", "0 judges the initialisation alone [20]", [&](const std::string& text) {
    training.epochs = static_cast<int>(read_whole("--epochs", text, 0));
  })->group(group);
  add_option(command, "--batch-size", "N", "rows a step; 0 takes them all at once [32]", [&](const std::string& text) {
    training.batch_size = static_cast<std::size_t>(read_whole("--batch-size", text, 0));
  })->group(group);
  add_choice(command, "--optimizer", training.optimizer.kind, k_optimizers, "as in torch.optim")->group(group);
  add_option(command, "--lr", "RATE", "[0.1 sgd; 0.01 momentum, nesterov, rmsprop; 0.001 adam, adamw]",
             [&](const std::string& text) { options.learning_rate = read_positive("--lr", text); })->group(group);
  add_option(command, "--momentum", "M", "of momentum and nesterov [0.9]",
             [&](const std::string& text) { training.optimizer.momentum = read_fraction("--momentum", text); })->group(group);
  add_option(command, "--weight-decay", "D", "[0.01 adamw; else 0]",
             [&](const std::string& text) { options.weight_decay = read_not_negative("--weight-decay", text); })->group(group);
  add_option(command, "--clip-norm", "N", "scale the gradient down to this L2 norm; 0 does not [0]",
             [&](const std::string& text) { training.clip_norm = read_not_negative("--clip-norm", text); })->group(group);
  add_option(command, "--lr-schedule", words(k_schedules, "|"), "[constant]",
             [&](const std::string& text) { read_schedule(text, training.schedule); })->group(group);
  add_option(command, "--seed", "N", "of split, initialisation and shuffles [0]", [&](const std::string& text) {
    training.seed = static_cast<std::uint64_t>(read_whole("--seed", text, 0, std::numeric_limits<std::int64_t>::max()));
  })->group(group);
  add_option(command, "--threads", "N", "never changes the result [all cores]",
             [&](const std::string& text) { options.threads = static_cast<unsigned>(read_whole("--threads", text, 1, 1024)); })->group(group);
}

void add_diagnosis_options(CLI::App& command, TrainOptions& options) {
  const std::string group = "diagnosis";
  add_option(command, "--sparse-below", "RATE", "a unit that fires, but on no more of the rows, is sparse [0.01]",
             [&](const std::string& text) { options.diagnosis.sparse_below = read_fraction("--sparse-below", text); })->group(group);
  add_option(command, "--dormant-tau", "SCORE", "a unit of at most this dormancy score is dormant [0.025]",
             [&](const std::string& text) { options.diagnosis.dormant_tau = read_not_negative("--dormant-tau", text); })->group(group);
  add_option(command, "--track-every", "N", "look at all rows after every N-th epoch [1]",
             [&](const std::string& text) { options.track_every = static_cast<int>(read_whole("--track-every", text, 1)); })->group(group);
  add_choice(command, "--history", options.history, k_histories, "what the report keeps of each epoch")->group(group);
}

void add_gates_and_output(CLI::App& command, TrainOptions& options) {
  command
      .add_option_function<std::vector<std::string>>(
          "--fail-on",
          [&](const std::vector<std::string>& rules) {
            for (const std::string& rule : rules) options.gates.emplace_back(rule);
          },
          "exit with 1 where this holds, as in \"dead_fraction > 0.05\"; repeatable")
      ->allow_extra_args(false)
      ->type_name("RULE")
      ->group("gates");
  const std::string group = "output";
  OutputOptions& output = options.output;
  command.add_option("-o,--output", output.report, "the report [-, standard output]")->type_name("FILE")->group(group);
  command.add_option("--save-model", output.save_model, "the trained network, as safetensors for PyTorch")->type_name("FILE")->group(group);
  command.add_flag("--context", output.context, "add when and where to the report, which is then not reproducible")->group(group);
  command.add_flag("-q,--quiet", output.quiet, "no progress and no summary")->group(group);
  command.add_flag("--no-color", output.no_colour, "letters instead of colours")->group(group);
}

}  // namespace

void add_train_flags(CLI::App& command, TrainOptions& options) {
  add_data_options(command, options);
  add_network_options(command, options.network);
  add_training_options(command, options);
  add_diagnosis_options(command, options);
  add_gates_and_output(command, options);
}

}  // namespace reluscope
