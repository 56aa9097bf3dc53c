#include "report/report.hpp"

#include "support/text.hpp"

namespace reluscope {

std::vector<std::string> Report::reasons() const {
  return reasons_for(training.status, training.epochs_completed, gates);
}

std::vector<std::string> reasons_for(TrainingStatus status, int epochs_completed,
                                     const std::vector<GateResult>& gates) {
  std::vector<std::string> sentences;
  if (status == TrainingStatus::diverged) sentences.emplace_back("training diverged");
  if (status == TrainingStatus::interrupted)
    sentences.push_back("training was interrupted after epoch " + std::to_string(epochs_completed));
  for (const GateResult& gate : gates)
    if (!gate.passed) sentences.push_back("gate failed: " + gate.rule + " (it is " + to_significant(gate.value, 6) + ")");
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
