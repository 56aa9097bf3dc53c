#include "cli/train_flags.hpp"

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
  fail_choice(flag, text, words(choices, ", "));
  return "";
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

char read_delimiter(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"'+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--delimiter: " + in_quotes(text) +
                    " is not one character that can stand between cells, such as ; or |, or tab");
  return text.front();
}

void add_data_options(CLI::App& command, TrainOptions& options) {
  DataOptions& data = options.data;
  command.add_option("DATA.csv", data.path, "the dataset; - is standard input; may be gzip")->required()->type_name("");
  OptionGroup group(command, "data");
  group.add_text("--target", "NAME", "the column to predict [the last]", data.target);
  group.add_choice("--task", k_tasks, "what to learn", data.task);
  group.add("--features", "A,B", "the columns to learn from [all others]",
            [&](const std::string& text) { data.features = read_list(text); });
  group.add("--drop", "A,B", "columns to leave out", [&](const std::string& text) { data.drop = read_list(text); });
  group.add_choice("--missing", k_missing, "what to do with a missing cell", data.missing);
  group.add("--na", "TOKENS", "more texts that stand for a missing cell, beside empty, NA, N/A, NaN, null, ?",
            [&](const std::string& text) {
              for (std::string& token : read_list(text)) data.na_tokens.push_back(std::move(token));
            });
  group.add("--delimiter", "C", "between cells: a character, or tab [detected among , ; | tab]",
            [&](const std::string& text) { data.delimiter = read_delimiter(text); });
  group.add_flag("--no-header", "the first line is data; columns are column_1, column_2, …", data.header, false);
  group.add_choice("--scale", k_scalings, "of numeric features, fit on the training rows", data.scale);
  group.add_choice("--scale-target", k_target_scalings, "of a regression's target", data.scale_target);
  group.add("--validation", "FRACTION", "held out at random; 0 for none [0.2]",
            [&](const std::string& text) { options.validation = read_fraction("--validation", text); });
  group.add_text("--validation-data", "FILE", "a file to validate on instead", data.validation_path);
  group.add("--max-categories", "N", "the most one-hot inputs of a column, and classes [64]",
            [&](const std::string& text) {
              data.max_categories = static_cast<std::size_t>(read_whole("--max-categories", text, 1));
            });
}

void add_network_options(CLI::App& command, NetworkOptions& network) {
  OptionGroup group(command, "network");
  group.add("--hidden", "WIDTHS", "units of each hidden layer [64,32]",
            [&](const std::string& text) { network.hidden = read_widths("--hidden", text); });
  group.add_choice("--relu-grad-at-zero", k_gradients_at_zero, "ReLU'(0)", network.relu_gradient_at_zero);
  group.add("--init", words(k_weight_inits, "|"), "of the weights [he_normal]",
            [&](const std::string& text) { read_init(text, network); });
  group.add("--bias-init", words(k_bias_inits, "|"), "of the biases [zeros; pytorch with --init pytorch]",
            [&](const std::string& text) { read_bias_init(text, network); });
  group.add_text("--init-from", "MODEL.safetensors", "start from these weights instead", network.init_from);
}

void add_training_options(CLI::App& command, TrainOptions& options) {
  TrainingOptions& training = options.training;
  OptionGroup group(command, "training");
  group.add("--epochs", "N", "0 judges the initialisation alone [20]",
            [&](const std::string& text) { training.epochs = static_cast<int>(read_whole("--epochs", text, 0)); });
  group.add("--batch-size", "N", "rows a step; 0 takes them all at once [32]", [&](const std::string& text) {
    training.batch_size = static_cast<std::size_t>(read_whole("--batch-size", text, 0));
  });
  group.add_choice("--optimizer", k_optimizers, "as in torch.optim", training.optimizer.kind);
  group.add("--lr", "RATE", "[0.1 sgd; 0.01 momentum, nesterov, rmsprop; 0.001 adam, adamw]",
            [&](const std::string& text) { options.learning_rate = read_positive("--lr", text); });
  group.add("--momentum", "M", "of momentum and nesterov [0.9]",
            [&](const std::string& text) { options.momentum = read_fraction("--momentum", text); });
  group.add("--weight-decay", "D", "[0.01 adamw; else 0]",
            [&](const std::string& text) { options.weight_decay = read_not_negative("--weight-decay", text); });
  group.add("--clip-norm", "N", "scale the gradient down to this L2 norm; 0 does not [0]",
            [&](const std::string& text) { training.clip_norm = read_not_negative("--clip-norm", text); });
  group.add("--lr-schedule", words(k_schedules, "|"), "[constant]",
            [&](const std::string& text) { read_schedule(text, training.schedule); });
  group.add("--seed", "N", "of split, initialisation and shuffles [0]",
            [&](const std::string& text) { training.seed = read_seed(text); });
  group.add("--threads", "N", "never changes the result [all cores]", [&](const std::string& text) {
    options.threads = static_cast<unsigned>(read_whole("--threads", text, 1, 1024));
  });
}

void add_diagnosis_options(CLI::App& command, TrainOptions& options) {
  OptionGroup group(command, "diagnosis");
  group.add("--sparse-below", "RATE", "a unit that fires, but on no more of the rows, is sparse [0.01]",
            [&](const std::string& text) { options.diagnosis.sparse_below = read_fraction("--sparse-below", text); });
  group.add("--dormant-tau", "SCORE", "a unit of at most this dormancy score is dormant [0.025]",
            [&](const std::string& text) { options.diagnosis.dormant_tau = read_not_negative("--dormant-tau", text); });
  group.add("--track-every", "N", "look at all rows after every N-th epoch [1]", [&](const std::string& text) {
    options.track_every = static_cast<int>(read_whole("--track-every", text, 1));
  });
  group.add_flag("--autopsy", "replay the epochs with deaths: which step and which rows killed a unit",
                 options.autopsy);
  group.add("--box-margin", "F", "prove for inputs this share of each range beyond the training rows' too [0]",
            [&](const std::string& text) { options.diagnosis.box_margin = read_not_negative("--box-margin", text); });
  group.add_choice("--history", k_histories, "what the report keeps of each epoch", options.history);
}

void add_gates(CLI::App& command, std::vector<Gate>& gates) {
  OptionGroup(command, "gates")
      .add_repeatable("--fail-on", "RULE", "exit with 1 where this holds, as in \"dead_fraction > 0.05\"; repeatable",
                      [&](const std::string& rule) {
                        const Summary of_nothing({});
                        gates.emplace_back(rule).metric_in(of_nothing.metrics());
                      });
}

void add_output_options(CLI::App& command, OutputOptions& output) {
  OptionGroup group(command, "output");
  group.add_text("-o,--output", "FILE", "the report [-, standard output]", output.report);
  group.add_text("--save-model", "FILE", "the trained network, as safetensors for PyTorch", output.save_model);
  group.add_text("--events", "FILE", "a line of JSON for every tracked epoch, as soon as it is over", output.events);
  group.add_flag("--context", "add when and where to the report, which is then not reproducible", output.context);
  group.add_flag("-q,--quiet", "no progress and no summary", output.quiet);
  group.add_flag("--no-color", "letters instead of colours", output.no_colour);
}

}  // namespace

void add_train_flags(CLI::App& command, TrainOptions& options) {
  add_data_options(command, options);
  add_network_options(command, options.network);
  add_training_options(command, options);
  add_diagnosis_options(command, options);
  add_gates(command, options.gates);
  add_output_options(command, options.output);
}

}  // namespace reluscope
