#include "run/run_spec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "run/run_options.hpp"
#include "support/sha256.hpp"

namespace reluscope {
namespace {

nlohmann::ordered_json to_json(const Value& value) {
  return std::visit(
      []<class T>(const T& held) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<T, std::monostate>)
          return nullptr;
        else
          return held;
      },
      value);
}

}  // namespace

NamedValues RunSpec::config() const {
  RunSpec copy = *this;
  const OptionTable table = run_options(copy);
  NamedValues config;
  for (const Option& option : table.options()) {
    if (option.is_positional()) continue;
    std::string key = option.key;
    std::ranges::replace(key, '-', '_');
    config.emplace_back(key, option.applicable_value());
  }
  return config;
}

std::string RunSpec::id(const std::string& data_sha256) const {
  nlohmann::ordered_json canonical;
  for (const auto& [name, value] : config()) canonical[name] = to_json(value);
  Sha256 hash;
  hash.update(canonical.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  hash.update(data_sha256);
  return hash.hex();
}

}  // namespace reluscope
