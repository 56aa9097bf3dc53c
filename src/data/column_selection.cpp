#include "data/column_selection.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/name_index.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

void check_is_column(const std::string& file, const std::vector<std::string>& header, const NameIndex& columns,
                     const std::string& flag, const std::string& name) {
  if (!columns.contains(name))
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
                               const TableOptions& options, bool has_target) {
  check_unique(file, header);
  const NameIndex columns(header), features(options.features), dropped(options.drop);
  const std::string& target = options.target.empty() && has_target ? header.back() : options.target;
  if (!target.empty()) check_is_column(file, header, columns, "--target", target);
  for (const auto& name : options.features) check_is_column(file, header, columns, "--features", name);
  for (const auto& name : options.drop) check_is_column(file, header, columns, "--drop", name);
  if (!target.empty() && features.contains(target))
    throw UserError("--features: " + in_quotes(target) + " is the target; name another --target");
  if (!target.empty() && dropped.contains(target))
    throw UserError("--drop: " + in_quotes(target) +
                    " is the target, which is no input anyway; leave it out, or name another --target");

  for (const auto& name : options.categorical) check_is_column(file, header, columns, "--categorical", name);
  if (!options.group.empty()) check_is_column(file, header, columns, "--group", options.group);
  if (!target.empty() && options.group == target)
    throw UserError("--group: " + in_quotes(target) + " is the target; name another");

  ColumnSelection selection;
  for (std::size_t c = 0; c < header.size(); ++c) {
    const bool wanted = options.features.empty() || features.contains(header[c]);
    if (!target.empty() && header[c] == target)
      selection.target = c;
    else if (!options.group.empty() && header[c] == options.group)
      selection.group = c;
    else if (wanted && !dropped.contains(header[c]))
      selection.features.push_back(c);
  }
  if (selection.features.empty())
    throw UserError(file + ":1: no feature column is left" +
                    (target.empty() ? "" : " beside the target " + in_quotes(target)) +
                    "; see --features, --drop, --delimiter");
  return selection;
}

}  // namespace reluscope
