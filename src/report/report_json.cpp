#include "report/report_json.hpp"

#include "report/comparison_format.hpp"
#include "report/format.hpp"
#include "report/json_text.hpp"
#include "report/json_writer.hpp"
#include "report/result_fields.hpp"

namespace reluscope {

std::string json_text(const Report& report) { return json_text(to_json(report)); }
std::string json(const Report& report, const Terminal& /*terminal*/) { return json_text(report); }
std::string json_text(const DataResult& result) { return json_text(to_json(result)); }
std::string json_text(const CheckResult& result) { return json_text(to_json(result)); }
std::string json_text(const Comparison& comparison) { return json_text(to_json(comparison)); }
std::string comparison_json(const Comparison& comparison, const Terminal& /*terminal*/) {
  return json_text(comparison);
}
std::string json_line(const EpochRecord& epoch) { return to_json(epoch).dump(); }

}  // namespace reluscope
