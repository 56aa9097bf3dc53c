#include "report/findings_text.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace reluscope {
namespace {

std::string label_of(Severity severity, const Painter& paint) {
  switch (severity) {
    case Severity::info:
      return "note: ";
    case Severity::warning:
      return paint(k_yellow, "warning: ");
    case Severity::error:
      return paint(k_red, "error: ");
  }
  return "";
}

/// "no-better-than-baseline, network-dead, …": as many as fit.
std::string codes_text(const std::vector<const Finding*>& findings, std::size_t width) {
  std::string text;
  std::vector<std::string> codes;
  for (const Finding* finding : findings)
    if (std::ranges::find(codes, finding->code) == codes.end()) codes.push_back(finding->code);
  for (const std::string& code : codes) {
    if (text.size() + code.size() + 4 > width) return text + ", …";
    text += (text.empty() ? "" : ", ") + code;
  }
  return text;
}

}  // namespace

std::string fix_text(const Finding& finding) {
  if (!finding.caused_by.empty()) return "follows from " + finding.caused_by;
  const std::string cure = one_line(finding.cure);
  return "fix: " + one_line(finding.advice) + (cure.empty() ? "" : ": " + cure);
}

std::string findings_text(const Report& report, bool all, std::size_t width, const Painter& paint) {
  std::string text;
  std::size_t notes = 0;
  std::vector<const Finding*> all_effects;
  for (const Finding& finding : report.findings)
    if (!finding.caused_by.empty() && finding.severity != Severity::info) all_effects.push_back(&finding);
  for (const Finding& finding : report.findings) {
    const bool is_note = finding.severity == Severity::info, is_effect = !finding.caused_by.empty();
    if (!all && is_note) ++notes;
    if (!all && (is_note || is_effect)) continue;
    text += wrapped(label_of(finding.severity, paint) + one_line(finding.message), width, 2);
    text += wrapped("  " + fix_text(finding), width, 7);
    if (all) continue;
    std::vector<const Finding*> effects;
    for (const Finding* other : all_effects)
      if (other->caused_by == finding.code) effects.push_back(other);
    constexpr std::string_view k_causes = "  it causes: ";
    if (!effects.empty()) text += std::string(k_causes) + codes_text(effects, width - k_causes.size()) + "\n";
  }
  if (notes > 0)
    text +=
        pluralized(static_cast<std::int64_t>(notes), "note") + ": --all shows " + (notes == 1 ? "it" : "them") + "\n";
  return text;
}

}  // namespace reluscope
