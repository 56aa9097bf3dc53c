#include "report/unit_page.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/recovery_odds.hpp"
#include "report/painting.hpp"
#include "report/unit_history_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_page_width = 80;  // columns, of a page that is no terminal

std::string number_or_none(const std::optional<double>& number) {
  return number && std::isfinite(*number) ? to_significant(*number, 4) : "none";
}

std::string status_lines(const Report& report, UnitId id, const UnitDiagnosis& unit, const Painter& paint) {
  return paint(k_bold, "layer " + std::to_string(id.layer) + " unit " + std::to_string(id.unit)) + ": " +
         replaced(std::string(name_of(unit.status)), "_", " ") + ", active on " + with_thousands(unit.active_rows) +
         " of " + pluralized(report.data.train_rows, report.row_word()) + " (" + percent(unit.activation_rate) + ")";
}

std::string activation_line(const UnitDiagnosis& unit) {
  std::string text = "activation: mean " + number_or_none(unit.mean_activation) + ", greatest pre-activation " +
                     number_or_none(unit.max_preactivation);
  if (unit.max_derivative) text += ", greatest derivative " + number_or_none(unit.max_derivative);
  return text + "; dormancy score " + number_or_none(unit.dormancy) + (unit.dormant ? " (dormant)" : "") +
         "; lifetime sparsity " + number_or_none(unit.lifetime_sparsity);
}

/// Whether a dead unit can revive, and by what; empty for a unit that is not dead.
std::string recovery_line(const UnitDiagnosis& unit) {
  if (!unit.recovery) return "";
  const std::string share = unit.recovery_share ? "; of such units " + percent(*unit.recovery_share) + " did within " +
                                                      std::to_string(k_recovery_epochs) + " epochs in random runs"
                                                : "";
  switch (*unit.recovery) {
    case Recovery::none:
      return "recovery: dead for good: it gets no gradient, the optimizer does not move its weights far enough, and "
             "its inputs are fixed";
    case Recovery::optimizer:
      return "recovery: it may revive: momentum, Adam's moments or weight decay still move weights, its own or those "
             "below it" +
             share;
    case Recovery::upstream:
      return "recovery: it may revive: layers below it still learn, so its inputs may change" + share;
    case Recovery::gradient:
      return "recovery: it may revive: its pre-activation is exactly 0 and ReLU'(0) is 1, so it gets a gradient";
    case Recovery::recycling:
      return "recovery: it will get new weights: it is dormant, and --recycle recycles such units";
  }
  return "";
}

std::string gradient_line(const UnitDiagnosis& unit) {
  if (!unit.gradient) return "gradient: no training step, so none was seen";
  std::string text = "gradient: 0 on every row in the last epoch";
  if (unit.gradient->nonzero_rate > 0)
    text = "gradient: in the last epoch not 0 on " + percent(unit.gradient->nonzero_rate) +
           " of the rows, root mean square " + number_or_none(unit.gradient->rms);
  if (!unit.gradient_block) return text;
  return text + (*unit.gradient_block == GradientBlock::outgoing_weights
                     ? "; blocked: its weights to the next layer are 0"
                     : "; blocked: on every row on which it is active, no unit after it lets a gradient through");
}

std::string weights_line(const UnitDiagnosis& unit) {
  return "weights: L2 norm of those into it " + number_or_none(unit.incoming_norm) + ", of those out of it " +
         number_or_none(unit.outgoing_norm) + "; bias " + number_or_none(unit.bias);
}

std::string held_out_line(const Report& report, const UnitDiagnosis& unit) {
  if (!unit.validation) return "held out: no rows were";
  const HeldOutActivity& activity = *unit.validation;
  return "held out: active on " + with_thousands(activity.active_rows) + " of " +
         pluralized(report.data.validation_rows, "row") + " (" + percent(activity.activation_rate) +
         "); on rows like these it is active on less than " + percent(activity.activation_rate_upper95) +
         ", with 95 % confidence" + (unit.unseen_data ? "; so it is dead on the training rows alone" : "");
}

std::string bound_text(const Bound& bound) {
  if (!std::isfinite(bound.value)) return "no bound";
  return to_significant(bound.value, 4) + " (" + std::string(name_of(bound.method)) + ")";
}

/// The input that activates the unit in the data's own units, those first that are farthest from the mean.
std::string witness_text(const Report& report, const Witness& witness) {
  const DataReport& data = report.data;
  const ScalingReport& scaling = data.scaling;
  const std::size_t inputs = witness.size();
  if (data.features.size() != inputs || scaling.shift.size() != inputs || scaling.scale.size() != inputs)
    return "found (the report's proof.witness)";
  std::vector<std::size_t> order(inputs);
  for (std::size_t i = 0; i < inputs; ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return std::abs(witness[i]); });
  std::vector<std::string> texts;
  for (const std::size_t i : order)
    texts.push_back(one_line(data.features[i]) + " = " +
                    to_significant(scaling.shift[i] + scaling.scale[i] * static_cast<double>(witness[i]), 4));
  constexpr std::size_t k_most = 8;
  return join_at_most(texts, k_most);
}

std::string proof_lines(const Report& report, const UnitDiagnosis& unit, std::size_t width) {
  if (!unit.proof) return "proof: none; train with --prove box, and relu or leaky_relu\n";
  const UnitProof& proof = *unit.proof;
  std::string verdict;
  switch (proof.verdict) {
    case ProofStatus::proven_inactive:
      verdict = "proven inactive: no input within the ranges of the training rows activates it";
      break;
    case ProofStatus::proven_active:
      verdict = "proven active: every input within the ranges of the training rows activates it";
      break;
    case ProofStatus::open:
      verdict = "open: for the inputs within the ranges of the training rows neither is proven";
      break;
  }
  std::string text = wrapped("proof: " + verdict + "; its pre-activation is from " + bound_text(proof.lower) + " to " +
                                 bound_text(proof.upper),
                             width, 2);
  if (proof.witness)
    text += wrapped("  an input that activates it: " + witness_text(report, *proof.witness), width, 4);
  else if (unit.status == UnitStatus::dead && proof.verdict == ProofStatus::open)
    text += "  no input that activates it was found\n";
  return text;
}

}  // namespace

std::string unit_page(const Report& report, UnitId id, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const std::size_t width = terminal.is_terminal ? std::max<std::size_t>(terminal.width, 20) : k_page_width;
  const UnitDiagnosis& unit = report.layers[id.layer].units[id.unit];
  std::string text = wrapped(status_lines(report, id, unit, paint), width, 2) +
                     wrapped(activation_line(unit), width, 2) + "\nhistory\n" +
                     unit_history_text(report, id, width, paint) + '\n';
  for (const std::string& line :
       {recovery_line(unit), gradient_line(unit), weights_line(unit), held_out_line(report, unit)})
    text += wrapped(line, width, 2);
  return text + proof_lines(report, unit, width);
}

}  // namespace reluscope
