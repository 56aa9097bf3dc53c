// Any bytes as a data file, with options that the first bytes choose: a dataset of finite numbers, or a UserError. What
// comes of a file must come of it in a pipe and with two threads too.

#include <array>
#include <cmath>
#include <cstring>
#include <optional>

#include "data/csv_options.hpp"
#include "data/pipe.hpp"
#include "fuzzer.hpp"
#include "memory_file.hpp"
#include "single_thread.hpp"

namespace {

using namespace reluscope;

constexpr std::size_t k_pipe = std::size_t{64} << 10;  // bytes that one holds

DataOptions options_of(Choices choices) {
  DataOptions options;
  const std::size_t flags = choices.below(256);
  options.encoding.validation = (flags & 1) != 0 ? 0.2 : 0;
  options.table.header = (flags & 2) == 0;
  options.table.comment = (flags & 4) != 0 ? '#' : '\0';
  options.table.skip_rows = (flags & 8) != 0 ? 1 : 0;
  options.table.missing = (flags & 16) != 0 ? MissingPolicy::drop : MissingPolicy::error;
  options.encoding.scale = (flags & 32) != 0 ? Scaling::minmax : Scaling::standard;
  if ((flags & 64) != 0) options.table.missing = MissingPolicy::mean;
  if ((flags & 128) != 0) options.table.na_tokens = {"-999", "missing"};
  options.table.delimiter = std::array{'\0', ',', ';', '\t', '|', ' '}[choices.below(6)];
  options.table.decimal = std::array{'\0', '.', ','}[choices.below(3)];
  options.table.thousands = std::array{"", ",", ".", " ", "'"}[choices.below(5)];
  const std::size_t dates = choices.below(4);
  if (dates > 0) options.table.dates = static_cast<DateOrder>(dates - 1);
  options.table.task = static_cast<Task>(choices.below(3));
  options.table.text_encoding = std::array{"", "latin1", "UTF-16LE", "UTF-8", "Shift_JIS"}[choices.below(5)];
  options.table.max_categories = choices.below(2) == 0 ? 64 : 2;
  return options;
}

/// None if the file is refused.
std::optional<Table> table_of(TableOptions options, const std::string& path, ThreadPool& pool) {
  options.path = path;
  std::optional<Table> table;
  if (!is_accepted([&] { table = read_table(options, pool); })) return std::nullopt;
  return table;
}

bool same_rows(const Table& a, const Table& b) {
  if (a.cells.rows() != b.cells.rows() || a.cells.columns() != b.cells.columns()) return false;
  for (std::size_t i = 0; i < a.cells.rows(); ++i)
    if (std::memcmp(a.cells.row(i).data(), b.cells.row(i).data(), a.cells.row(i).size_bytes()) != 0) return false;
  return a.targets == b.targets && a.lines == b.lines && a.sha256 == b.sha256 && a.notes == b.notes;
}

void fuzz_csv(std::string_view input) {
  static ThreadPool two_threads(2);
  const DataOptions options = options_of(Choices(input, 8));
  const MemoryFile file(input);
  std::optional<Table> table = table_of(options.table, file.path(), single_thread());
  if (input.size() <= k_pipe) {
    const Pipe pipe{std::string(input)};
    const std::optional<Table> piped = table_of(options.table, pipe.path(), two_threads);
    expect(table.has_value() == piped.has_value(), "a pipe is read or refused as the file is");
    expect(!table || same_rows(*table, *piped), "a pipe gives the rows of the file");
  }
  if (!table) return;
  is_accepted([&] {
    const Dataset dataset = encode_dataset(std::move(*table), options.encoding);
    for (const float value : dataset.training.inputs) expect(std::isfinite(value), "no input is NaN or infinite");
  });
}

const RegisterFuzzer k_csv{{"csv", fuzz_csv}};

}  // namespace
