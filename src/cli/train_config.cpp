#include "cli/train_config.hpp"

#include <algorithm>

#include "cli/train_option_table.hpp"

namespace reluscope {

NamedValues config_of(const TrainOptions& options, const Dataset& dataset, const Network<float>& network) {
  TrainOptions resolved = options;
  resolved.data.table.target = dataset.encoding.target;
  resolved.data.encoding.task = dataset.encoding.task;
  resolved.data.table.delimiter = dataset.delimiter;
  resolved.network.hidden.emplace();
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    resolved.network.hidden->push_back(network.layers()[l].units());

  NamedValues config;
  const OptionTable table = option_table(resolved);
  for (const Option& option : table.options()) {
    if (!option.changes_result || option.kind == Option::Kind::positional) continue;
    std::string key = option.key;
    std::ranges::replace(key, '-', '_');
    config.emplace_back(key, option.value());
  }
  return config;
}

}  // namespace reluscope
