// Any bytes as a data file, with options that the first byte chooses: a table, or a UserError in one line.

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "data/csv_options.hpp"
#include "fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reluscope;
  if (size == 0) return 0;
  const unsigned choice = data[0];
  const TemporaryFile file(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  DataOptions options = csv_options(file);
  options.encoding.validation = (choice & 1) != 0 ? 0.2 : 0;
  options.table.header = (choice & 2) == 0;
  options.table.comment = (choice & 4) != 0 ? '#' : '\0';
  options.table.skip_rows = (choice & 8) != 0 ? 1 : 0;
  options.table.missing = (choice & 16) != 0 ? MissingPolicy::drop : MissingPolicy::error;
  options.encoding.scale = (choice & 32) != 0 ? Scaling::minmax : Scaling::standard;
  return outcome_of([&] {
    const Dataset dataset = load_dataset(options);
    for (const float value : dataset.training.inputs)
      if (!std::isfinite(value)) std::abort();  // no number of a report may come from one
  });
}
