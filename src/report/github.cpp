#include "report/findings_text.hpp"
#include "report/format.hpp"
#include "report/github_text.hpp"

namespace reluscope {

std::string github(const Report& report, const Terminal& /*terminal*/) {
  std::string text = github_annotations(report.reasons());
  for (const Finding& finding : report.findings)
    text +=
        github_annotation(finding.severity, "reluscope " + finding.code, finding.message + "\n" + fix_text(finding));
  return text;
}

}  // namespace reluscope
