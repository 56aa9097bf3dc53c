#include "run/inspect_options.hpp"

#include "run/option_values.hpp"
#include "run/run_options.hpp"

namespace reluscope {
namespace {

void add_columns(OptionTable& table, ModelInput& spec) {
  TableOptions& data = spec.table;
  table.begin_group("data");
  table.add_list("--features", "A,B", "the columns that feed the inputs, in the order of the inputs", data.features)
      .by_default("those of the model; else all columns of numbers, in the order of the file");
  table.add_list("--drop", "A,B", "columns to leave out", data.drop);
  table.add_text("--target", "NAME", "the column that is predicted; no input", data.target)
      .by_default("that of the model, if the file has it");
  table
      .add(
          Option::Kind::single, "--scale", "", "of the columns, for a model that does not say how it was fed",
          [&spec](const std::vector<std::string>& words) {
            spec.scale = choose<Scaling>("--scale", words.front());
            spec.has_scale = true;
          },
          [&spec] { return Value(std::string(name_of(spec.scale))); })
      .by_default("none")
      .words = words_of<Scaling>();
  add_reading_options(table, data);
}

void add_model(OptionTable& table, ModelInput& spec) {
  table.begin_group("model");
  table.add_text("--prefix", "PREFIX", "of the names of its tensors, where a file holds several networks", spec.prefix)
      .by_default("none");
  table.add_list("--layers", "A,B,C", "its layers in their order", spec.layers)
      .by_default("as its names or shapes say");
  table
      .add_single(
          "--activation", "", "of its hidden layers; leaky_relu alone has the slope 0.01",
          [&spec](const std::string& text) { spec.activation = read_activation(text); },
          [&spec] { return spec.activation ? Value(text_of(*spec.activation)) : Value(); })
      .by_default("as the file says, or relu")
      .words = choices_of<ActivationKind>();
}

}  // namespace

void add_model_input(OptionTable& table, ModelInput& spec, const std::string& model, const std::string& rows) {
  table.add_path("MODEL", "", model, spec.model);
  table.add_path("DATA.csv", "", rows, spec.table.path).required = false;
  add_columns(table, spec);
  add_model(table, spec);
}

OptionTable inspect_options(InspectSpec& spec) {
  OptionTable table;
  add_model_input(table, spec, "a model (safetensors, ONNX), or activations (.npy, .npz; rows x units)",
                  "the rows to judge a model on; - is standard input; may be packed");
  table.add_flag("--pre-activations",
                 "an .npy or .npz holds what goes into the activation function, not what comes out",
                 spec.pre_activations);
  add_verdict_options(table, spec.diagnosis);
  add_gate_options(table, spec.gates, spec.allow_dead_network);
  return table;
}

NamedValues InspectSpec::config() const {
  InspectSpec copy = *this;
  return values_of(inspect_options(copy));
}

}  // namespace reluscope
