#include "report/verdict_text.hpp"

#include <cstdint>

#include "support/text.hpp"

namespace reluscope {

std::string verdict_line(const std::vector<GateResult>& gates, const std::vector<std::string>& reasons,
                         const Painter& paint) {
  if (!reasons.empty()) return paint(k_red, "verdict: fail") + " (" + join_at_most(reasons, reasons.size()) + ")";
  if (gates.empty()) return "";
  return paint(k_green, "verdict: pass") + " (" + pluralized(static_cast<std::int64_t>(gates.size()), "gate") + ")";
}

}  // namespace reluscope
