#include "run/options/choice_with_argument.hpp"
#include "run/options/option_groups.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

void read_init(const std::string& text, Initialization& init) {
  const std::string value = choose_with_argument("--init", text, init.weights);
  if (init.weights == WeightInit::normal) init.weight_scale = read_not_negative("--init", value);
}

void read_bias_init(const std::string& text, Initialization& init) {
  const std::string value = choose_with_argument("--bias-init", text, init.bias);
  if (init.bias == BiasInit::constant) init.bias_scale = read_number("--bias-init", value);
  if (init.bias == BiasInit::normal) init.bias_scale = read_not_negative("--bias-init", value);
}

Value widths_or_null(const std::vector<std::size_t>& widths) {
  if (widths.empty()) return {};
  return std::vector<std::int64_t>(widths.begin(), widths.end());
}

}  // namespace

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

Activation read_activation(const std::string& text) {
  if (const std::optional<Activation> activation = activation_named(text)) return *activation;
  if (text.starts_with("leaky_relu:"))
    throw UserError("--activation: the slope in " + in_quotes(text) + " is not between 0 and 1");
  fail_choice("--activation", text, choices_of<ActivationKind>());
}

}  // namespace reluscope
