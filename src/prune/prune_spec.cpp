#include "prune/prune_spec.hpp"

#include "run/inspect_options.hpp"
#include "run/option_values.hpp"
#include "support/arguments.hpp"

namespace reluscope {

OptionTable prune_options(PruneSpec& spec) {
  OptionTable table;
  add_model_input(table, spec, "a model (safetensors, ONNX); - is standard input",
                  "rows, which say what inputs it may get; may be packed");
  table.begin_group("pruning");
  table.add_flag("--proven",
                 "remove what contributes nothing or a constant, or can be merged, for every input in the box of the "
                 "rows; so it is by default",
                 spec.proven);
  table
      .add_flag("--on-data", "remove units too that are dead on every row of DATA.csv, though it is not proven",
                spec.on_data)
      .unless([&spec] { return spec.proven && spec.on_data ? "is more than --proven; give one of them" : ""; });
  table.add_number("--box-margin", "F", "widen every input range by this fraction on both sides before proving",
                   spec.box_margin, &read_not_negative);
  return table;
}

NamedValues PruneSpec::config() const {
  PruneSpec copy = *this;
  return values_of(prune_options(copy));
}

}  // namespace reluscope
