#include "sweep/sweep_spec.hpp"

#include <algorithm>

#include "run/make_network.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/shell.hpp"
#include "sweep/value_list.hpp"

namespace reluscope {
namespace {

/// What a sweep has of its own, or what leaves no trace in it.
constexpr std::string_view k_left_out[] = {"fail-on", "history", "autopsy"};

/// The values of an option whose one value is a list already: "64,32;128" is two. items: the parts between commas, or,
/// from a configuration file, the values themselves.
std::vector<std::string> lists_in(const std::vector<std::string>& items) {
  const auto is_list = [](const std::string& item) { return item.find(',') != std::string::npos; };
  if (std::ranges::any_of(items, is_list)) return items;
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ",") + replaced(item, ",", "\\,");
  std::vector<std::string> lists = split(text, ';');
  for (std::string& list : lists) {
    list.erase(0, list.find_first_not_of(' '));
    list.erase(list.find_last_not_of(' ') + 1);
  }
  return lists;
}

std::vector<std::string> values_of(const Option& option, const std::vector<std::string>& texts) {
  switch (option.kind) {
    case Option::Kind::flag:
      return {"true"};
    case Option::Kind::positional:
      return texts;
    case Option::Kind::list:
      return expanded_values(option.name(), lists_in(texts));
    default:
      return expanded_values(option.name(), texts);
  }
}

/// The texts that the option is given for one of those values.
std::vector<std::string> texts_of(const Option& option, const std::string& value) {
  if (option.kind == Option::Kind::flag) return {};
  if (option.kind == Option::Kind::list) return list_items(value);
  return {value};
}

Option& find(OptionTable& table, const std::string& key) {
  return *std::ranges::find(table.options(), key, &Option::key);
}

}  // namespace

std::size_t SweepSpec::cells() const {
  std::size_t count = 1;
  for (const SweptOption& option : options) count *= option.values.size();
  return count;
}

std::vector<std::size_t> SweepSpec::values_in(std::size_t cell) const {
  std::vector<std::size_t> values(options.size());
  for (std::size_t i = options.size(); i-- > 0;) {
    values[i] = cell % options[i].values.size();
    cell /= options[i].values.size();
  }
  return values;
}

RunSpec CellSpec::with_seed(std::uint64_t seed) const {
  RunSpec spec = run;
  spec.training.seed = seed;
  if (!has_split_seed) spec.data.encoding.split_seed = seed;
  return spec;
}

CellSpec cell_spec(const SweepSpec& sweep, std::size_t cell) {
  RunDraft draft;
  OptionTable table = draft.options();
  const std::vector<std::size_t> values = sweep.values_in(cell);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const SweptOption& swept = sweep.options[i];
    Option& option = find(table, swept.key);
    option.is_from_file = swept.is_from_file;
    option.take(texts_of(option, swept.values[values[i]]));
  }
  CellSpec spec{.run = draft.resolve(table), .has_split_seed = table.is_given("split-seed")};
  if (!table.is_given("rank")) spec.run.diagnosis.rank = RankMode::none;  // nothing that a sweep says depends on it
  spec.run.history = HistoryDetail::none;
  read_starting_model(spec.run);
  check_against_model(spec.run, table);
  return spec;
}

OptionTable SweepDraft::options() {
  OptionTable table;
  const OptionTable of_run = run_options(m_defaults);
  for (const Option& of_train : of_run.options()) {
    if (std::ranges::find(k_left_out, of_train.key) != std::end(k_left_out)) continue;
    table.begin_group(of_train.group);
    Option option = of_train;
    if (option.kind == Option::Kind::single) option.kind = Option::Kind::list;
    option.conflict = nullptr;
    option.value = nullptr;
    option.read = [this, of_train](const std::vector<std::string>& texts) {
      std::erase_if(m_given, [&](const SweptOption& given) { return given.key == of_train.key; });
      m_given.push_back(
          {.key = of_train.key, .values = values_of(of_train, texts), .is_flag = of_train.kind == Option::Kind::flag});
    };
    table.add(std::move(option));
  }
  table.begin_group("sweep");
  table.add_number("--seeds", "N", "each cell is run with the seeds 0 to N - 1", m_seed_count, &read_whole_from<1>);
  table.add_number("--dead-limit", "F", "the best cell is one whose dead fraction has its upper bound below this",
                   m_dead_limit, &read_fraction);
  table.begin_group("gates");
  table.add(
      Option::Kind::repeatable, "--fail-on", "RULE",
      "exit with 1 if this holds, as in \"threshold.lr < 0.05\" or \"cell.dead_fraction.upper > 0.1\"; repeatable",
      [this](const std::vector<std::string>& rules) { m_gates = std::vector<Gate>(rules.begin(), rules.end()); });
  return table;
}

SweepSpec SweepDraft::resolve(const OptionTable& table) const {
  SweepSpec sweep{.options = {}, .seeds = {}, .dead_limit = m_dead_limit, .gates = m_gates};
  if (table.is_given("seed") && table.is_given("seeds"))
    throw UserError("--seeds does not go with --seed, which lists them; leave one of them out");
  for (const Option& option : table.options()) {  // in this order, and not in that of the command line
    const auto given = std::ranges::find(m_given, option.key, &SweptOption::key);
    if (given == m_given.end()) continue;
    if (option.key == "seed") {
      for (const std::string& seed : given->values)
        sweep.seeds.push_back(static_cast<std::uint64_t>(read_seed("--seed", seed)));
      continue;
    }
    SweptOption swept = *given;
    swept.is_from_file = option.is_from_file;
    sweep.options.push_back(std::move(swept));
  }
  for (std::int64_t seed = 0; sweep.seeds.empty() || (!table.is_given("seed") && seed < m_seed_count); ++seed)
    sweep.seeds.push_back(static_cast<std::uint64_t>(seed));
  return sweep;
}

}  // namespace reluscope
