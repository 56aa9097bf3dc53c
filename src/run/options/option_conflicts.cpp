#include "run/options/option_groups.hpp"

namespace reluscope {

std::function<std::string()> if_true(const std::function<bool()>& holds, const std::string& conflict) {
  return [=] { return holds() ? conflict : ""; };
}

std::function<std::string()> unless_activation(const ModelSpec& model, bool ActivationTraits::*trait,
                                               const std::string& conflict) {
  return if_true(
      [&model, trait] {
        const bool is_open = !model.activation && !model.init_from.empty() && !model.start;
        return !is_open && !(traits_of(model.activation_kind()).*trait);
      },
      conflict);
}

}  // namespace reluscope
