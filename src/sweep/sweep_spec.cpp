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
constexpr std::string_view k_left_out[] = {"fail-on", "allow-dead-network", "history", "autopsy"};

constexpr std::int64_t k_most_runs = 1'000'000;
constexpr std::int64_t k_greatest_seed = 1LL << 53;  // which JSON holds exactly

/// The parts between semicolons; "\;" is one within a part.
std::vector<std::string> split_at_semicolons(const std::string& text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\;") == 0)
      parts.back() += text[++i];
    else if (text[i] == ';')
      parts.emplace_back();
    else
      parts.back() += text[i];
  }
  return parts;
}

/// The values of an option whose one value is a list already: "64,32;128" is two, and so are "64,32" and "128". Items
/// alone, as of a list in a configuration file, are one value.
std::vector<std::string> lists_in(const std::vector<std::string>& texts) {
  const auto is_item = [](const std::string& text) { return text.find_first_of(",;") == std::string::npos; };
  if (texts.size() > 1 && std::ranges::all_of(texts, is_item)) return {joined(texts, ",")};
  std::vector<std::string> lists;
  for (const std::string& text : texts)
    for (const std::string& list : split_at_semicolons(text)) lists.push_back(list);
  return lists;
}

/// Whether its values are numbers.
bool is_number(const Option& option) {
  const Value value = option.value();
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

std::vector<std::string> values_of(const Option& option, const std::vector<std::string>& texts) {
  switch (option.kind) {
    case Option::Kind::flag:
      return {"true"};
    case Option::Kind::positional:
      return texts;
    case Option::Kind::list:
      return expanded_values(option.name(), lists_in(texts), false);
    default:
      if (texts == std::vector<std::string>{"", ""}) return {","};  // and no list of nothing
      return expanded_values(option.name(), texts, is_number(option));
  }
}

/// The texts that the option is given for one of those values.
std::vector<std::string> texts_of(const Option& option, const std::string& value) {
  if (option.kind == Option::Kind::flag) return {};
  if (option.kind == Option::Kind::list) return list_items(value);
  return {value};
}

/// Throws UserError if there are more runs than can be kept in memory.
void check_size(const SweepSpec& sweep, std::size_t seeds) {
  auto runs = static_cast<double>(seeds);
  for (const SweptOption& option : sweep.options) runs *= static_cast<double>(option.values.size());
  if (runs > k_most_runs)
    throw UserError("sweep: more than " + with_thousands(k_most_runs) + " runs; take fewer values or seeds");
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

CellSpec cell_spec(const SweepSpec& sweep, std::size_t cell, const CellSpec* other) {
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
  // Nothing that a sweep says depends on ranks, nothing but proven_dead on proofs; and both can take longer than a run.
  if (!table.is_given("rank")) spec.run.diagnosis.rank = RankMode::none;
  const bool asks_for_proofs =
      table.is_given("prove") || table.is_given("prove-seconds") || table.is_given("box-margin");
  if (!asks_for_proofs) spec.run.diagnosis.prove = ProofMode::none;
  spec.run.history = HistoryDetail::none;
  const ModelSpec* const known = other != nullptr ? &other->run.model : nullptr;
  if (known != nullptr && known->init_from == spec.run.model.init_from && known->layers == spec.run.model.layers)
    spec.run.model.start = known->start;
  read_starting_model(spec.run);
  check_against_model(spec.run, table);
  return spec;
}

OptionTable SweepDraft::options() {
  OptionTable table;
  for (const std::string_view key : k_left_out) table.skip_in_reports(std::string(key));
  const OptionTable of_run = run_options(m_defaults);
  for (const Option& of_train : of_run.options()) {
    if (std::ranges::find(k_left_out, of_train.key) != std::end(k_left_out)) continue;
    table.begin_group(of_train.group);
    Option option = of_train;
    if (option.kind == Option::Kind::single)
      option.kind = Option::Kind::list;
    else if (option.kind == Option::Kind::list)
      option.kind = Option::Kind::repeatable;  // its commas are its own
    option.conflict = nullptr;
    option.value = nullptr;
    option.read = [this, of_train](const std::vector<std::string>& texts) {
      std::erase_if(m_given, [&](const SweptOption& given) { return given.key == of_train.key; });
      if (of_train.kind == Option::Kind::list && texts.empty()) return;  // as of train: none
      if (of_train.kind != Option::Kind::flag && texts.empty())
        throw UserError(of_train.name() + ": a list without a value; give one, or leave it out");
      m_given.push_back({.key = of_train.key,
                         .values = values_of(of_train, texts),
                         .is_flag = of_train.kind == Option::Kind::flag,
                         .is_number = is_number(of_train)});
    };
    if (option.key == "seed") option.overrides = {"seeds"};
    table.add(std::move(option));
  }
  table.begin_group("sweep");
  table.add_number("--seeds", "N", "each cell is run with the seeds 0 to N - 1", m_seed_count, &read_whole_from<1>)
      .override_keys({"seed"});
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
  if (table.is_given("seed") && table.is_given("seeds"))
    throw UserError("--seeds does not go with --seed, which lists them; leave one of them out");
  SweepSpec sweep{.options = {}, .seeds = {}, .dead_limit = m_dead_limit, .gates = m_gates};
  std::vector<std::string> seeds;
  for (const Option& option : table.options()) {  // in this order, and not in that of the command line
    const auto given = std::ranges::find(m_given, option.key, &SweptOption::key);
    if (given == m_given.end()) continue;
    if (option.key == "seed") {
      seeds = given->values;
      continue;
    }
    sweep.options.push_back(*given);
    sweep.options.back().is_from_file = option.is_from_file;
  }
  const std::size_t seed_count = seeds.empty() ? static_cast<std::size_t>(m_seed_count) : seeds.size();
  check_size(sweep, seed_count);
  for (std::size_t i = 0; i < seed_count; ++i)
    sweep.seeds.push_back(
        seeds.empty() ? i : static_cast<std::uint64_t>(read_whole("--seed", seeds[i], 0, k_greatest_seed)));
  return sweep;
}

}  // namespace reluscope
