#include "sweep/sweep_plan.hpp"

#include "support/number.hpp"

namespace reluscope {

std::int64_t SweepSetup::cells() const {
  std::int64_t cells = 1;
  for (const SweepAxis& axis : axes) cells *= static_cast<std::int64_t>(axis.texts.size());
  return cells;
}

std::size_t SweepSetup::stride(std::size_t axis) const {
  std::size_t stride = 1;
  for (std::size_t a = axis + 1; a < axes.size(); ++a) stride *= axes[a].texts.size();
  return stride;
}

NamedValues SweepSetup::settings_in(std::int64_t cell) const {
  NamedValues settings(axes.size());
  for (std::size_t a = axes.size(); a-- > 0;) {
    const auto values = static_cast<std::int64_t>(axes[a].texts.size());
    settings[a] = {axes[a].option, number_or_text(axes[a].texts[static_cast<std::size_t>(cell % values)])};
    cell /= values;
  }
  return settings;
}

Value number_or_text(const std::string& text) {
  const std::optional<double> number = parse_number(text);
  if (!number || !std::isfinite(*number)) return text;
  constexpr double k_exact = 1LL << 53;
  if (std::trunc(*number) == *number && std::abs(*number) < k_exact) return static_cast<std::int64_t>(*number);
  return *number;
}

}  // namespace reluscope
