#include "data/row_split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/error.hpp"
#include "support/random.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Rows = std::vector<std::uint32_t>;

/// The rows with each key, in this order. keys: one for each row, from 0.
std::vector<Rows> by_key(const Rows& order, const auto& keys) {
  std::vector<Rows> sorted;
  for (const std::uint32_t row : order) {
    const auto key = static_cast<std::size_t>(keys[row]);
    if (key >= sorted.size()) sorted.resize(key + 1);
    sorted[key].push_back(row);
  }
  return sorted;
}

/// How many rows of each class to hold out: the fraction, the largest remainders rounded up so that the sum is
/// `wanted`, at least one and at most all but one.
std::vector<std::size_t> quotas(const std::vector<Rows>& classes, double fraction, std::size_t wanted, Random& random) {
  std::vector<std::size_t> quota;
  Rows by_remainder(classes.size());
  const auto share = [&](std::size_t c) { return fraction * static_cast<double>(classes[c].size()); };
  for (std::size_t c = 0; c < classes.size(); ++c) quota.push_back(static_cast<std::size_t>(share(c)));
  std::iota(by_remainder.begin(), by_remainder.end(), 0);
  random.shuffle(by_remainder);  // no class is preferred if remainders are equal
  std::ranges::stable_sort(by_remainder, std::greater{},
                           [&](std::size_t c) { return share(c) - std::floor(share(c)); });
  std::size_t sum = std::reduce(quota.begin(), quota.end());
  for (std::size_t i = 0; i < classes.size() && sum < wanted; ++i, ++sum) ++quota[by_remainder[i]];
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (classes[c].size() >= 2) quota[c] = std::clamp<std::size_t>(quota[c], 1, classes[c].size() - 1);
  return quota;
}

/// Whole groups, in the order in which they come, as long as they bring the number of rows nearer to `wanted`.
Rows whole_groups(std::vector<Rows> groups, std::size_t wanted, Random& random) {
  std::erase_if(groups, [](const Rows& group) { return group.empty(); });
  Rows order(groups.size()), held_out;
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  for (const std::uint32_t g : order) {
    const Rows& group = groups[g];
    const std::size_t before = held_out.size(), after = before + group.size();
    const std::size_t miss_before = wanted > before ? wanted - before : 0;
    const std::size_t miss_after = after > wanted ? after - wanted : wanted - after;
    if (miss_after < miss_before) held_out.insert(held_out.end(), group.begin(), group.end());
  }
  return held_out;
}

}  // namespace

RowSplit split_rows(const Table& table, std::span<const std::int32_t> labels, double fraction, std::uint64_t seed) {
  const std::size_t rows = table.cells.rows();
  Rows order(rows), held_out;
  std::iota(order.begin(), order.end(), 0);
  const auto wanted = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(rows)));
  Random random(seed, RandomStream::split);
  if (wanted > 0) random.shuffle(order);
  if (wanted > 0 && !table.groups.empty()) {
    std::ranges::sort(order);
    held_out = whole_groups(by_key(order, table.groups), wanted, random);
  } else if (wanted > 0 && !labels.empty()) {
    const std::vector<Rows> classes = by_key(order, labels);
    const std::vector<std::size_t> quota = quotas(classes, fraction, wanted, random);
    for (std::size_t c = 0; c < classes.size(); ++c)
      held_out.insert(held_out.end(), classes[c].begin(), classes[c].begin() + static_cast<std::ptrdiff_t>(quota[c]));
  } else {
    held_out.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted));
  }
  if (fraction > 0 && (held_out.empty() || held_out.size() == rows))
    throw UserError(table.name() + ": " + pluralized(static_cast<std::int64_t>(rows), "row") +
                    (table.groups.empty() ? "" : " in these groups") + (rows == 1 ? " is" : " are") +
                    " too few to hold out a part of them; use --validation 0");

  std::vector<bool> is_held_out(rows);
  for (const std::uint32_t row : held_out) is_held_out[row] = true;
  RowSplit split;
  split.training.reserve(rows - held_out.size());
  split.validation.reserve(held_out.size());
  for (std::uint32_t j = 0; j < rows; ++j) (is_held_out[j] ? split.validation : split.training).push_back(j);
  return split;
}

}  // namespace reluscope
