#include "data/column_selection.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void check_is_column(const std::string& file, const std::vector<std::string>& header, const std::string& flag,
                     const std::string& name) {
  if (!contains(header, name))
    throw UserError(file + ":1: " + flag + ": no column " + in_quotes(name) + did_you_mean(name, header) +
                    "; the columns are " + join_at_most(header));
}

void check_unique(const std::string& file, const std::vector<std::string>& header) {
  std::vector<std::string> sorted = header;
  std::ranges::sort(sorted);
  const auto twin = std::ranges::adjacent_find(sorted);
  if (twin != sorted.end())
    throw UserError(file + ":1: two columns are named " + in_quotes(*twin) +
                    "; rename one, or use --no-header where there is no header");
}

}  // namespace

ColumnSelection select_columns(const std::string& file, const std::vector<std::string>& header,
                               const TableOptions& options) {
  check_unique(file, header);
  const std::string& target = options.target.empty() ? header.back() : options.target;
  check_is_column(file, header, "--target", target);
  for (const auto& name : options.features) check_is_column(file, header, "--features", name);
  for (const auto& name : options.drop) check_is_column(file, header, "--drop", name);
  if (contains(options.features, target))
    throw UserError("--features: " + in_quotes(target) + " is the target; name another --target");
  if (contains(options.drop, target))
    throw UserError("--drop: " + in_quotes(target) + " is the target; name another --target");

  for (const auto& name : options.categorical) check_is_column(file, header, "--categorical", name);
  if (!options.group.empty()) check_is_column(file, header, "--group", options.group);
  if (options.group == target) throw UserError("--group: " + in_quotes(target) + " is the target; name another");

  ColumnSelection selection;
  for (std::size_t c = 0; c < header.size(); ++c) {
    const bool wanted = options.features.empty() || contains(options.features, header[c]);
    if (header[c] == target)
      selection.target = c;
    else if (header[c] == options.group)
      selection.group = c;
    else if (wanted && !contains(options.drop, header[c]))
      selection.features.push_back(c);
  }
  if (selection.features.empty())
    throw UserError(file + ":1: no feature column is left beside the target " + in_quotes(target) +
                    "; see --features, --drop, --delimiter");
  return selection;
}

}  // namespace reluscope
