#include "run/run_options.hpp"

#include <algorithm>
#include <cctype>

#include "data/text_decoder.hpp"
#include "run/run_gates.hpp"
#include "support/error.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

/// "normal:0.1" as "normal" and the rest, which is empty without a colon.
std::pair<std::string, std::string> split_at_colon(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Reads one of these choices, as in "normal:0.1", and returns what follows the colon.
template <Named E>
std::string choose_with_argument(const std::string& flag, const std::string& text, E& target) {
  const auto [word, argument] = split_at_colon(text);
  for (const Word<E>& entry : k_words<E>) {
    if (entry.word != word || entry.argument.empty() != argument.empty()) continue;
    target = entry.value;
    return argument;
  }
  fail_choice(flag, text, choices_of<E>());
}

/// "normal:0.1"
template <Named E>
std::string choice_text(E value, double argument) {
  for (const Word<E>& entry : k_words<E>)
    if (entry.value == value && !entry.argument.empty()) return std::string(entry.word) + ":" + to_shortest(argument);
  return std::string(name_of(value));
}

void read_init(const std::string& text, Initialization& init) {
  const std::string value = choose_with_argument("--init", text, init.weights);
  if (init.weights == WeightInit::normal) init.weight_scale = read_not_negative("--init", value);
}

void read_bias_init(const std::string& text, Initialization& init) {
  const std::string value = choose_with_argument("--bias-init", text, init.bias);
  if (init.bias == BiasInit::constant) init.bias_scale = read_number("--bias-init", value);
  if (init.bias == BiasInit::normal) init.bias_scale = read_not_negative("--bias-init", value);
}

void read_schedule(const std::string& text, Schedule& schedule) {
  const std::string value = choose_with_argument("--lr-schedule", text, schedule.kind);
  if (schedule.kind != Schedule::Kind::step) return;
  const auto [step_size, gamma] = split_at_colon(value);
  schedule.step_size = static_cast<int>(read_whole("--lr-schedule step:N:GAMMA, N", step_size, 1));
  schedule.gamma = read_positive("--lr-schedule step:N:GAMMA, GAMMA", gamma);
}

std::string schedule_text(const Schedule& schedule) {
  if (schedule.kind != Schedule::Kind::step) return std::string(name_of(schedule.kind));
  return "step:" + std::to_string(schedule.step_size) + ":" + to_shortest(schedule.gamma);
}

char read_decimal(const std::string& text) {
  if (text == "auto") return 0;
  if (text != "." && text != ",") fail_choice("--decimal", text, {"auto", ".", ","});
  return text.front();
}

std::optional<DateOrder> read_date_order(const std::string& text) {
  if (text == "auto") return std::nullopt;
  if (text != "dmy" && text != "mdy") fail_choice("--dates", text, {"auto", "dmy", "mdy"});
  return value_named<DateOrder>(text);
}

std::string read_thousands(const std::string& text) {
  if (text == "space") return " ";
  const bool is_digit = text.size() == 1 && std::isalnum(static_cast<unsigned char>(text.front())) != 0;
  const bool is_one =
      !text.empty() && first_code_point(text).length == text.size() && !is_hidden(first_code_point(text).value);
  if (!is_one || is_digit || text == "-" || text == "+")
    throw UserError("--thousands: " + in_quotes(text) +
                    " is not one character between digits, such as , or ', or space");
  return text;
}

char read_comment(const std::string& text) {
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--comment: " + in_quotes(text) +
                    " is not one character that can begin a comment, such as '#' or %");
  return text.front();
}

std::string character_text(char character) { return character == 0 ? "" : std::string(1, character); }

char read_delimiter(const std::string& text) {
  if (text == "tab" || text == "\\t" || text == "\t") return '\t';
  if (text == "space" || text == " ") return ' ';
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"'+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--delimiter: " + in_quotes(text) +
                    " is not one character that can separate cells, such as ; or |, or tab");
  return text.front();
}

std::string delimiter_text(char delimiter) {
  if (delimiter == 0) return "";
  return delimiter == '\t' ? "tab" : delimiter == ' ' ? "space" : std::string(1, delimiter);
}

void add_new(const std::vector<std::string>& texts, std::vector<std::string>& all) {
  for (const std::string& text : texts)
    if (std::ranges::find(all, text) == all.end()) all.push_back(text);
}

Value widths_or_null(const std::vector<std::size_t>& widths) {
  if (widths.empty()) return {};
  return std::vector<std::int64_t>(widths.begin(), widths.end());
}

std::vector<std::string> rules_of(const std::vector<Gate>& gates) {
  std::vector<std::string> rules;
  for (const Gate& gate : gates) rules.push_back(gate.rule());
  return rules;
}

std::function<std::string()> if_true(const std::function<bool()>& holds, const std::string& conflict) {
  return [=] { return holds() ? conflict : ""; };
}

/// How cells and lines are written.
void add_notations(OptionTable& table, TableOptions& data) {
  table.add(
      Option::Kind::list, "--na", "WORDS", "more texts that mean a missing cell, beside those that pandas knows and ?",
      [&data](const std::vector<std::string>& tokens) { add_new(tokens, data.na_tokens); },
      [&data] { return Value(data.na_tokens); });
  table
      .add_single(
          "--delimiter", "C", "between cells: a character, tab, or space for runs of blanks",
          [&data](const std::string& text) { data.delimiter = read_delimiter(text); },
          [&data] { return text_or_null(delimiter_text(data.delimiter)); })
      .by_default("detected among , ; | tab space");
  table
      .add_single(
          "--decimal", "", "the sign before the decimals of a number",
          [&data](const std::string& text) { data.decimal = read_decimal(text); },
          [&data] { return Value(data.decimal == 0 ? "auto" : std::string(1, data.decimal)); })
      .by_default("auto")
      .words = {"auto", ".", ","};
  table
      .add_single(
          "--thousands", "C", "between the groups of three digits of a number",
          [&data](const std::string& text) { data.thousands = read_thousands(text); },
          [&data] { return text_or_null(data.thousands); })
      .by_default("as each column shows");
  table
      .add_single(
          "--dates", "", "the order of day and month, if a file does not show it",
          [&data](const std::string& text) { data.dates = read_date_order(text); },
          [&data] { return Value(std::string(data.dates ? name_of(*data.dates) : "auto")); })
      .by_default("auto")
      .words = {"auto", "dmy", "mdy"};
  table
      .add_single(
          "--comment", "C", "lines that begin with this character are left out",
          [&data](const std::string& text) { data.comment = read_comment(text); },
          [&data] { return text_or_null(character_text(data.comment)); })
      .by_default("none");
  table.add_number("--skip-rows", "N", "lines to leave out before the header", data.skip_rows, &read_whole_from<0>)
      .suggest_for({"skiprows", "skip"});
  table
      .add_single(
          "--encoding", "NAME", "of the text, as iconv names it",
          [&data](const std::string& text) { encoding_named(data.text_encoding = text); },
          [&data] { return text_or_null(data.text_encoding); })
      .by_default("as a byte order mark says; UTF-8, or else Windows-1252");
  table.add_flag("--no-header", "the first line is data; columns are column_1, column_2, …", data.header, false);
}

void add_data_options(OptionTable& table, TableOptions& data, EncodingOptions& encoding) {
  table
      .add_path("DATA.csv", "data", "the dataset; - is standard input; may be packed (gzip, bzip2, xz, zstd, zip)",
                data.path)
      .required = false;
  table.begin_group("data");
  table.add_text("--target", "NAME", "the column to predict", data.target)
      .by_default("the last")
      .suggest_for({"label"});
  table.add_choice("--task", "what to learn", data.task);
  table.add_list("--features", "A,B", "the columns to learn from", data.features).by_default("all others");
  table.add_list("--drop", "A,B", "columns to leave out", data.drop);
  table.add_choice("--missing", "what to do with a missing cell", data.missing);
  table.add_list("--categorical", "A,B", "columns to read as categories, numbers or not", data.categorical);
  add_notations(table, data);
  const auto has_scaling = if_true([&encoding] { return encoding.keep_scaling; }, "is left to --init-from");
  table.add_choice("--scale", "of numeric features, fitted to the training rows", encoding.scale).unless(has_scaling);
  table.add_choice("--scale-target", "of the target (regression only)", encoding.scale_target).unless(has_scaling);
  table.add_number("--validation", "FRACTION", "held out at random; 0: none", encoding.validation, &read_fraction)
      .by_default("0.2")
      .suggest_for({"test-size", "val-split"})
      .override_keys({"validation-data"})
      .unless(if_true([&data] { return !data.validation_path.empty(); },
                      "does not go with --validation-data, which holds out rows of its own; leave it out"));
  table.add_number("--split-seed", "N", "of which rows are held out", encoding.split_seed, &read_seed)
      .by_default("as --seed");
  table.add_text("--group", "COLUMN", "rows with equal cells here are on one side; not learned from", data.group)
      .by_default("none");
  table.add_file("--validation-data", "FILE", "a file to validate on instead", data.validation_path)
      .override_keys({"validation"});
  table.add_number(
      "--max-categories", "N", "upper limit of one-hot inputs per column, and of classes", data.max_categories,
      [](const std::string& flag, const std::string& text) { return read_whole(flag, text, 1, k_most_categories); });
}

/// A conflict with activations that are not of a kind. None as long as a model that is yet to be read may bring one.
std::function<std::string()> unless_activation(const ModelSpec& model, bool ActivationTraits::*trait,
                                               const std::string& conflict) {
  return if_true(
      [&model, trait] {
        const bool is_open = !model.activation && !model.init_from.empty() && !model.start;
        return !is_open && !(traits_of(model.activation_kind()).*trait);
      },
      conflict);
}

void add_model_options(OptionTable& table, ModelSpec& model) {
  Initialization& init = model.initialization;
  const std::string needs_file = "needs --init-from MODEL; give it, or leave this out";
  const auto starts_anew = [&model](const std::string& conflict) {
    return if_true([&model] { return model.init_from.empty(); }, conflict);
  };
  const auto starts_from_file = if_true([&model] { return !model.init_from.empty(); },
                                        "does not go with --init-from: the weights come from the file; leave it out");
  table.begin_group("network");
  table
      .add(
          Option::Kind::list, "--hidden", "WIDTHS", "units of each hidden layer",
          [&model](const std::vector<std::string>& widths) { model.hidden = read_widths("--hidden", widths); },
          [&model] { return widths_or_null(model.hidden); })
      .by_default("64,32")
      .suggest_for({"units"});
  table
      .add_single(
          "--activation", "", "of the hidden layers; leaky_relu alone has the slope 0.01",
          [&model](const std::string& text) { model.activation = read_activation(text); },
          [&model] { return Value(text_of(model.activation.value_or(Activation()))); })
      .by_default("relu, or that of --init-from")
      .override_keys({"relu-grad-at-zero", "saturated-below", "autopsy", "prove", "prove-seconds", "box-margin"})
      .words = choices_of<ActivationKind>();
  table.add_number("--relu-grad-at-zero", "", "ReLU'(0)", model.relu_gradient_at_zero, &read_zero_or_one)
      .unless(unless_activation(model, &ActivationTraits::can_die, "is of --activation relu alone; leave it out"))
      .words = {"0", "1"};
  table
      .add_single(
          "--init", "", "of the weights", [&init](const std::string& text) { read_init(text, init); },
          [&init] { return Value(choice_text(init.weights, init.weight_scale)); })
      .by_default("he_normal")
      .override_keys({"init-from", "layers", "prefix", "refit-scaling", "bias-init"})
      .unless(starts_from_file)
      .words = choices_of<WeightInit>();
  table
      .add_single(
          "--bias-init", "", "of the biases", [&init](const std::string& text) { read_bias_init(text, init); },
          [&init] { return Value(choice_text(init.bias, init.bias_scale)); })
      .by_default("zeros; pytorch with --init pytorch")
      .override_keys({"init-from", "layers", "prefix", "refit-scaling"})
      .unless([=, &init] {
        const bool is_drawn = init.weights == WeightInit::rai && starts_from_file().empty();
        return is_drawn ? "does not go with --init rai, which draws the biases with the weights; leave it out"
                        : starts_from_file();
      })
      .words = choices_of<BiasInit>();
  table.add_file("--init-from", "MODEL", "start from these weights instead (safetensors or ONNX)", model.init_from)
      .override_keys({"init", "bias-init", "hidden", "layers", "prefix", "activation"});
  table.add_list("--layers", "A,B,C", "the layers of --init-from in their order", model.layers)
      .by_default("as its names or shapes say")
      .unless(starts_anew(needs_file + "; the widths of a new network are --hidden"));
  table.add_text("--prefix", "PREFIX", "of the names of the network, if --init-from holds several", model.prefix)
      .by_default("none")
      .unless(starts_anew(needs_file));
  table
      .add_flag("--refit-scaling", "fit the scaling again, although --init-from holds that of its training",
                model.refit_scaling)
      .unless(starts_anew(needs_file));
}

void add_training_options(OptionTable& table, TrainingOptions& training) {
  OptimizerOptions& optimizer = training.optimizer;
  table.begin_group("training");
  table.add_number("--epochs", "N", "0: only evaluate the initialisation", training.epochs, &read_whole_from<0>)
      .suggest_for({"max-iter"});
  table.add_number("--batch-size", "N", "rows per step; 0: full batch", training.batch_size, &read_whole_from<0>);
  table.add_choice("--optimizer", "as in torch.optim", optimizer.kind)
      .suggest_for({"solver"})
      .override_keys({"momentum"});
  table.add_number("--lr", "RATE", "the learning rate", optimizer.learning_rate, &read_positive)
      .by_default("0.1 sgd; 0.01 momentum, nesterov, rmsprop; 0.001 adam, adamw")
      .suggest_for({"learning-rate"});
  table.add_number("--momentum", "M", "of momentum and nesterov", optimizer.momentum, &read_fraction)
      .unless(if_true([&optimizer] { return !traits_of(optimizer.kind).uses_momentum; },
                      "needs --optimizer momentum or nesterov; choose one of them, or leave it out"));
  table
      .add_number("--weight-decay", "D", "L2 penalty (adamw: decoupled decay), biases included", optimizer.weight_decay,
                  &read_not_negative)
      .by_default("0.01 adamw; else 0")
      .suggest_for({"alpha", "l2"});
  table.add_number("--clip-norm", "N", "clip the global gradient norm; 0: off", training.clip_norm, &read_not_negative)
      .suggest_for({"clip-grad-norm", "max-norm"});
  table
      .add_single(
          "--lr-schedule", "", "learning-rate schedule; step: times GAMMA every N epochs",
          [&training](const std::string& text) { read_schedule(text, training.schedule); },
          [&training] { return Value(schedule_text(training.schedule)); })
      .by_default("constant")
      .suggest_for({"scheduler"})
      .words = choices_of<Schedule::Kind>();
  table
      .add_number("--warmup", "N", "raise the learning rate over the first N epochs; 0: off", training.schedule.warmup,
                  &read_whole_from<0>)
      .suggest_for({"warmup-epochs", "warm-up"});
  table
      .add_number("--recycle", "N",
                  "after every N epochs give dormant units new weights (ReDo, Sokar et al. 2023); 0: off",
                  training.recycle.every, &read_whole_from<0>)
      .suggest_for({"redo"});
  table.add_number("--seed", "N", "of split, initialisation and shuffles", training.seed, &read_seed)
      .suggest_for({"random-state"});
}

Option& add_sparse_below(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--sparse-below", "RATE",
                          "report a unit as sparse if it is active on at most this fraction of the rows",
                          diagnosis.sparse_below, &read_fraction);
}

Option& add_saturated_below(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number(
      "--saturated-below", "SHARE",
      "report a unit as saturated if its derivative is at most this share of its greatest value on every row",
      diagnosis.saturated_below, &read_fraction);
}

Option& add_dormant_tau(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--dormant-tau", "SCORE", "report a unit as dormant if its dormancy score is at most this",
                          diagnosis.dormant_tau, &read_not_negative);
}

Option& add_rank(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_choice(
      "--rank",
      "rank the activations of every tracked epoch, of the last on all rows or as many as is cheap, on all "
      "rows in full, or not at all",
      diagnosis.rank);
}

Option& add_prove(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_choice("--prove",
                          "prove what units do for every input in the box of the training rows; radius: also how close "
                          "to the rows dead units stay dead, and wake",
                          diagnosis.prove);
}

Option& add_prove_seconds(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--prove-seconds", "S",
                          "how long to go on proving by parts of the box, and around the rows: a second is 4e9 "
                          "multiplications",
                          diagnosis.prove_seconds, &read_not_negative);
}

Option& add_box_margin(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--box-margin", "F", "widen every input range by this fraction on both sides before proving",
                          diagnosis.box_margin, &read_not_negative);
}

void add_diagnosis_options(OptionTable& table, RunSpec& spec) {
  DiagnosisOptions& diagnosis = spec.diagnosis;
  table.begin_group("diagnosis");
  add_sparse_below(table, diagnosis);
  add_saturated_below(table, diagnosis)
      .unless(
          unless_activation(spec.model, &ActivationTraits::saturates,
                            "is for elu, gelu, silu, tanh and sigmoid; choose one with --activation, or leave it out"));
  add_dormant_tau(table, diagnosis);
  table.add_number("--track-every", "N", "evaluate all rows after every N-th epoch", spec.track_every,
                   &read_whole_from<1>);
  table.add_flag("--autopsy", "replay the epochs with deaths: which step and which rows killed a unit", spec.autopsy)
      .unless(unless_activation(spec.model, &ActivationTraits::can_die,
                                "is for --activation relu: no other unit dies; leave it out"));
  add_rank(table, diagnosis);
  const auto is_provable = unless_activation(spec.model, &ActivationTraits::is_piecewise_linear,
                                             "is for --activation relu and leaky_relu; leave it out");
  add_prove(table, diagnosis).unless(is_provable);
  add_prove_seconds(table, diagnosis).unless(is_provable);
  add_box_margin(table, diagnosis).unless(is_provable);
  table.add_choice("--history", "what the report keeps of each epoch", spec.history);
}

/// Whether the option is given, and not only in a configuration file while --init-from is a flag, which wins over it.
bool decides(const OptionTable& table, std::string_view key) {
  return table.is_given(key) && (!table.find(key)->is_from_file || table.find("init-from")->is_from_file);
}

}  // namespace

Activation read_activation(const std::string& text) {
  if (const std::optional<Activation> activation = activation_named(text)) return *activation;
  if (text.starts_with("leaky_relu:"))
    throw UserError("--activation: the slope in " + in_quotes(text) + " is not between 0 and 1");
  fail_choice("--activation", text, choices_of<ActivationKind>());
}

void check_proof_options(const OptionTable& given, const DiagnosisOptions& diagnosis) {
  if (diagnosis.prove != ProofMode::none) return;
  for (const char* key : {"prove-seconds", "box-margin"}) {
    const Option& option = *given.find(key);
    const bool is_overruled = option.is_from_file && !given.find("prove")->is_from_file;  // flags win over files
    if (option.is_given && !is_overruled)
      throw UserError(option.name() + ": there is nothing to prove with --prove none; leave one of the two out");
  }
}

void add_reading_options(OptionTable& table, TableOptions& data) {
  table.add_choice("--missing", "what to do with a missing cell", data.missing);
  add_notations(table, data);
}

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

void add_verdict_options(OptionTable& table, DiagnosisOptions& diagnosis) {
  table.begin_group("diagnosis");
  add_sparse_below(table, diagnosis);
  add_saturated_below(table, diagnosis);
  add_dormant_tau(table, diagnosis);
  add_rank(table, diagnosis);
  add_prove(table, diagnosis);
  add_prove_seconds(table, diagnosis);
  add_box_margin(table, diagnosis);
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
