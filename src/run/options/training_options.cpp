#include "run/options/choice_with_argument.hpp"
#include "run/options/option_groups.hpp"

namespace reluscope {
namespace {

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

}  // namespace

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

}  // namespace reluscope
