#include "model_checks.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "fuzzer.hpp"
#include "model_file/model_rewriter.hpp"

using namespace reluscope;

namespace {

/// The parameters that do not change with a unit of a hidden layer: all but the biases after it, into which a constant
/// may have been folded. As in Network: the weights of a layer (units × inputs), its biases. `but_unit_0`: without
/// those of unit 0 of that layer.
std::vector<float> parameters_beside(const MlpFile& mlp, std::size_t hidden_layer, bool but_unit_0) {
  std::vector<float> left;
  const float* next = mlp.parameters.data();
  for (std::size_t l = 1; l < mlp.widths.size(); ++l) {
    const std::size_t inputs = mlp.widths[l - 1], units = mlp.widths[l];
    const bool is_layer = l == hidden_layer + 1, is_after = l == hidden_layer + 2;
    for (std::size_t u = 0; u < units; ++u)
      for (std::size_t i = 0; i < inputs; ++i, ++next)
        if (!but_unit_0 || !((is_layer && u == 0) || (is_after && i == 0))) left.push_back(*next);
    for (std::size_t u = 0; u < units; ++u, ++next)
      if (!is_after && !(but_unit_0 && is_layer && u == 0)) left.push_back(*next);
  }
  return left;
}

/// None if it cannot be written, or is refused.
std::optional<MlpFile> rewritten(const ModelFormat& format, ModelBytes& file, const ModelRewriter& rewriter,
                                 const TensorEdits& edits) {
  std::optional<MlpFile> mlp;
  is_accepted([&] {
    ModelBytes result{.path = "-", .name = "rewritten", .bytes = rewriter.rewrite(file, edits)};
    mlp = format.read(result, {});
  });
  return mlp;
}

}  // namespace

void check_model(const MlpFile& mlp) {
  std::size_t parameters = 0;
  for (std::size_t l = 1; l < mlp.widths.size(); ++l) parameters += mlp.widths[l] * (mlp.widths[l - 1] + 1);
  const auto is_finite = [](double value) { return std::isfinite(value); };
  const InputScaling& scaling = mlp.scaling;
  expect(parameters == mlp.parameters.size(), "a model has the parameters of its widths");
  expect(mlp.layer_names.size() + 1 == mlp.widths.size() && mlp.unit_tensors.size() + 2 == mlp.widths.size() &&
             mlp.bias_places.size() + 1 == mlp.widths.size(),
         "a model has as much as it has layers");
  expect(std::ranges::all_of(mlp.parameters, is_finite), "parameters are finite");
  expect((scaling.empty() || scaling.scale.size() == mlp.widths.front()) &&
             scaling.shift.size() == scaling.scale.size() && std::ranges::all_of(scaling.shift, is_finite) &&
             std::ranges::all_of(scaling.scale, [](double scale) { return std::isfinite(scale) && scale > 0; }),
         "the scaling is one of all inputs");
  for (const std::string& note : mlp.notes) expect(note.find('\n') == std::string::npos, "a note is one line");
}

void check_rewriting(const ModelFormat& format, ModelBytes& file, const MlpFile& mlp) {
  const std::optional<ModelRewriter> rewriter = rewriter_of(format.name);
  if (!rewriter) return;
  if (const std::optional<MlpFile> same = rewritten(format, file, *rewriter, {}))
    expect(same->widths == mlp.widths && same->parameters == mlp.parameters, "a model that is written again is itself");
  for (std::size_t h = 0; h < mlp.unit_tensors.size(); ++h) {
    const std::size_t units = mlp.widths[h + 1];
    if (units < 2 || mlp.unit_tensors[h].empty()) continue;
    std::vector<std::size_t> others(units - 1);
    for (std::size_t u = 1; u < units; ++u) others[u - 1] = u;
    TensorEdits edits;
    for (const UnitTensor& tensor : mlp.unit_tensors[h]) edits[tensor.tensor].kept[tensor.axis] = others;
    const std::optional<MlpFile> smaller = rewritten(format, file, *rewriter, edits);
    if (!smaller) continue;
    expect(
        smaller->widths[h + 1] == units - 1 && parameters_beside(*smaller, h, false) == parameters_beside(mlp, h, true),
        "a model without a unit has the parameters of the others");
  }
}
