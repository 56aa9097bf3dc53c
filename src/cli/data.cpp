#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "cli/thread_count.hpp"
#include "data/read_table.hpp"
#include "report/data_text.hpp"
#include "report/report_json.hpp"
#include "run/run_options.hpp"
#include "run/run_report.hpp"
#include "support/terminal.hpp"

namespace reluscope {
namespace {

struct DataCommandOptions {
  DataOptions data;
  ResultOutput output;
};

int run_data(const DataCommandOptions& options) {
  const TableOptions& table = options.data.table;
  if (table.path.empty()) throw UserError("data: no dataset; give DATA.csv, as in reluscope data data.csv");
  const OutputFile file(options.output.path);
  ThreadPool pool(thread_count());
  const Dataset dataset = encode_dataset(read_table(table, pool), options.data.encoding);
  const DataResult result{.tool = {}, .data = data_report(options.data, dataset)};
  file.write(json_text(result));
  if (!options.output.quiet) std::cerr << data_text(result.data, standard_error(options.output.no_colour));
  return 0;
}

}  // namespace

Command data_command() {
  const auto options = std::make_shared<DataCommandOptions>();
  OptionTable table = data_options(options->data);
  add_output(table, options->output);
  return {.name = "data",
          .summary = "show what train would make of a file: columns, kinds, notations, outliers",
          .examples = {{"reluscope data data.csv", ""},
                       {"reluscope data data.csv --missing drop -q | jq '.data.columns[] | select(.missing > 0)'", ""},
                       {"reluscope data data.csv --decimal , --dates dmy", ""}},
          .options = std::move(table),
          .run = [options](const OptionTable& given) {
            given.check_conflicts();
            if (!options->data.table.validation_path.empty()) options->data.encoding.validation = 0;
            return run_data(*options);
          }};
}

}  // namespace reluscope
