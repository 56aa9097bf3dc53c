#include "run/options/option_groups.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

Option& add_sparse_below(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--sparse-below", "RATE",
                          "report a unit as sparse if it is active on at most this fraction of the rows",
                          diagnosis.sparse_below, &read_fraction);
}

Option& add_saturated_below(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number(
      "--saturated-below", "SHARE",
      "report a unit as saturated if its derivative is at most this share of its greatest value on every row",
      diagnosis.saturated_below, &read_fraction);
}

Option& add_dormant_tau(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--dormant-tau", "SCORE", "report a unit as dormant if its dormancy score is at most this",
                          diagnosis.dormant_tau, &read_not_negative);
}

Option& add_rank(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_choice(
      "--rank",
      "rank the activations of every tracked epoch, of the last on all rows or as many as is cheap, on all "
      "rows in full, or not at all",
      diagnosis.rank);
}

Option& add_prove(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_choice("--prove",
                          "prove what units do for every input in the box of the training rows; radius: also how close "
                          "to the rows dead units stay dead, and wake",
                          diagnosis.prove);
}

Option& add_prove_seconds(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--prove-seconds", "S",
                          "how long to go on proving by parts of the box, and around the rows: a second is 4e9 "
                          "multiplications",
                          diagnosis.prove_seconds, &read_not_negative);
}

Option& add_box_margin(OptionTable& table, DiagnosisOptions& diagnosis) {
  return table.add_number("--box-margin", "F", "widen every input range by this fraction on both sides before proving",
                          diagnosis.box_margin, &read_not_negative);
}

}  // namespace

void add_diagnosis_options(OptionTable& table, RunSpec& spec) {
  DiagnosisOptions& diagnosis = spec.diagnosis;
  table.begin_group("diagnosis");
  add_sparse_below(table, diagnosis);
  add_saturated_below(table, diagnosis)
      .unless(
          unless_activation(spec.model, &ActivationTraits::saturates,
                            "is for elu, gelu, silu, tanh and sigmoid; choose one with --activation, or leave it out"));
  add_dormant_tau(table, diagnosis);
  table.add_number("--track-every", "N", "evaluate all rows after every N-th epoch", spec.track_every,
                   &read_whole_from<1>);
  table.add_flag("--autopsy", "replay the epochs with deaths: which step and which rows killed a unit", spec.autopsy)
      .unless(unless_activation(spec.model, &ActivationTraits::can_die,
                                "is for --activation relu: no other unit dies; leave it out"));
  add_rank(table, diagnosis);
  const auto is_provable = unless_activation(spec.model, &ActivationTraits::is_piecewise_linear,
                                             "is for --activation relu and leaky_relu; leave it out");
  add_prove(table, diagnosis).unless(is_provable);
  add_prove_seconds(table, diagnosis).unless(is_provable);
  add_box_margin(table, diagnosis).unless(is_provable);
  table.add_choice("--history", "what the report keeps of each epoch", spec.history);
}

void add_verdict_options(OptionTable& table, DiagnosisOptions& diagnosis) {
  table.begin_group("diagnosis");
  add_sparse_below(table, diagnosis);
  add_saturated_below(table, diagnosis);
  add_dormant_tau(table, diagnosis);
  add_rank(table, diagnosis);
  add_prove(table, diagnosis);
  add_prove_seconds(table, diagnosis);
  add_box_margin(table, diagnosis);
}

void check_proof_options(const OptionTable& given, const DiagnosisOptions& diagnosis) {
  if (diagnosis.prove != ProofMode::none) return;
  for (const char* key : {"prove-seconds", "box-margin"}) {
    const Option& option = *given.find(key);
    if (option.is_given && !option.is_from_file)  // a file may well say all options, as one by --print-config does
      throw UserError(option.name() + ": there is nothing to prove with --prove none; leave one of the two out");
  }
}

}  // namespace reluscope
