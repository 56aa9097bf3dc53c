// Any bytes as what train, compare, remedy or sweep wrote: read by render, check, compare and --config and shown in
// every format, or a UserError. What is read and written is read again and written as the same bytes.

#include <nlohmann/json.hpp>
#include <string>

#include "cli/config/setting.hpp"
#include "fuzzer.hpp"
#include "remedy/remedy_format.hpp"
#include "remedy/remedy_json.hpp"
#include "report/comparison_format.hpp"
#include "report/format.hpp"
#include "report/report_document.hpp"
#include "report/report_json.hpp"
#include "report/run_metrics.hpp"
#include "report/summary_text.hpp"
#include "report/unit_page.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_json.hpp"

namespace {

using namespace reluscope;

const std::string k_report_name = "report.json";

nlohmann::ordered_json document_of(std::string_view text) { return parse_report_document(text, k_report_name); }

/// Shows it in every format.
template <class Format>
void show(const auto& result) {
  for (const auto& word : k_words<Format>)
    for (const bool is_terminal : {false, true})
      static_cast<void>(word.value(result, {.is_terminal = is_terminal, .colour = is_terminal, .width = 60}));
}

/// read: the reader of a document.
void check_written_again(const auto& result, auto read) {
  const std::string text = json_text(result);
  std::string again;
  expect(is_accepted([&] { again = json_text(read(document_of(text), k_report_name)); }), "what is written is read");
  expect(again == text, "what is read and written again has the same bytes");
}

Report read_one(const nlohmann::ordered_json& document, const std::string& name) { return read_report(document, name); }

void check_report(const nlohmann::ordered_json& document) {
  const Report report = read_report(document, k_report_name);
  check_written_again(report, &read_one);
  show<ReportFormat>(report);
  static_cast<void>(summary_body(report, {}, true) + last_line(report, {}));
  for (std::size_t l = 0; l < report.layers.size(); ++l)
    for (std::size_t u = 0; u < report.layers[l].units.size() && u < 8; ++u)
      static_cast<void>(unit_page(report, {l, u}, {}));

  Gates gates{.rules = {Gate("dead > 0"), Gate("dead_fraction >= 5%")}, .allow_dead_network = false};
  is_accepted([&] { static_cast<void>(json_text(check(k_report_name, report, gates))); });
  is_accepted([&] {
    const Comparison comparison = compare({"base.json", report}, {"new.json", report}, {});
    check_written_again(comparison, &read_comparison);
    show<ComparisonFormat>(comparison);
  });
}

void fuzz_report(std::string_view input) {
  is_accepted([&] {
    const nlohmann::ordered_json document = document_of(input);
    if (is_sweep(document)) {
      const SweepResult result = read_sweep_result(document, k_report_name);
      check_written_again(result, &read_sweep_result);
      show<SweepFormat>(result);
    } else if (is_remedy(document)) {
      const RemedyResult result = read_remedy_result(document, k_report_name);
      check_written_again(result, &read_remedy_result);
      show<RemedyFormat>(result);
    } else if (is_comparison(document)) {
      const Comparison comparison = read_comparison(document, k_report_name);
      check_written_again(comparison, &read_comparison);
      show<ComparisonFormat>(comparison);
    } else {
      check_report(document);
    }
  });
  is_accepted([&] { static_cast<void>(settings_of_report(std::string(input), k_report_name)); });
}

const RegisterFuzzer k_report{{"report", fuzz_report}};

}  // namespace
