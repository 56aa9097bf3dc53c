#include "sweep/sweep_plan.hpp"

#include <algorithm>

#include "support/number.hpp"

namespace reluscope {

std::vector<double> SweepAxis::numbers() const {
  std::vector<double> numbers;
  for (const std::string& text : texts) numbers.push_back(parse_number(text).value());
  return numbers;
}

const SweepAxis& SweepSetup::axis(std::string_view option) const {
  return *std::ranges::find(axes, option, &SweepAxis::option);
}

std::int64_t SweepSetup::cells() const {
  std::int64_t cells = 1;
  for (const SweepAxis& axis : axes) cells *= static_cast<std::int64_t>(axis.texts.size());
  return cells;
}

double SweepSetup::size() const {
  auto size = static_cast<double>(seeds.size());
  for (const SweepAxis& axis : axes) size *= static_cast<double>(axis.texts.size());
  return size;
}

std::size_t SweepSetup::stride(std::size_t axis) const {
  std::size_t stride = 1;
  for (std::size_t a = axis + 1; a < axes.size(); ++a) stride *= axes[a].texts.size();
  return stride;
}

std::vector<std::size_t> SweepSetup::values_in(std::int64_t cell) const {
  std::vector<std::size_t> values(axes.size());
  for (std::size_t a = axes.size(); a-- > 0;) {
    const auto count = static_cast<std::int64_t>(axes[a].texts.size());
    values[a] = static_cast<std::size_t>(cell % count);
    cell /= count;
  }
  return values;
}

NamedValues SweepSetup::settings_in(std::int64_t cell) const {
  const std::vector<std::size_t> values = values_in(cell);
  NamedValues settings;
  for (std::size_t a = 0; a < axes.size(); ++a)
    settings.emplace_back(axes[a].option, value_of(axes[a].texts[values[a]], axes[a].are_numbers));
  return settings;
}

Value value_of(const std::string& text, bool is_number) {
  const std::optional<double> number = is_number ? parse_number(text) : std::nullopt;
  if (!number) return text;
  constexpr double k_exact = 1LL << 53;
  if (std::trunc(*number) == *number && std::abs(*number) < k_exact) return static_cast<std::int64_t>(*number);
  return *number;
}

}  // namespace reluscope
