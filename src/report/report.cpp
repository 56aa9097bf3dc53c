#include "report/report.hpp"

#include "support/text.hpp"

namespace reluscope {

std::vector<std::string> Report::reasons() const {
  std::vector<std::string> sentences;
  if (training.status == TrainingStatus::diverged) sentences.emplace_back("training diverged");
  for (const GateResult& gate : gates)
    if (!gate.passed) sentences.push_back("gate failed: " + gate.rule + " (it is " + rounded(gate.value, 6) + ")");
  return sentences;
}

std::string name_of(TrainingStatus status) {
  switch (status) {
    case TrainingStatus::completed:
      return "completed";
    case TrainingStatus::diverged:
      return "diverged";
    case TrainingStatus::interrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace reluscope
