#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model_file/chain_step.hpp"
#include "model_file/mlp_file.hpp"

namespace reluscope {

/// x ↦ scale∘x + shift, affine steps that follow each other in one.
struct FoldedAffine {
  std::vector<double> scale, shift;  // one value for each feature; none: x ↦ x

  bool is_identity() const { return scale.empty(); }
  void then(const AffineStep& next, std::size_t features);
};

/// A linear layer in the making, and the tensors that rewriting it touches.
struct LayerDraft {
  std::string name;
  std::size_t inputs = 0, units = 0;
  std::vector<double> weights, bias;  // units × inputs; units
  std::vector<UnitTensor> input_tensors, unit_tensors;
  bool inputs_rewritable = true, units_rewritable = true;
  std::optional<BiasPlace> bias_place;

  /// step: a LinearStep.
  explicit LayerDraft(const ChainStep& step);

  /// An affine step on the layer's results.
  void take_after(const ChainStep& step);
  /// Affine steps on the layer's inputs.
  void take_before(const FoldedAffine& affine);
  /// The layer before, no activation being between the two.
  void take_before(const LayerDraft& before);

 private:
  void take_bias_place(const ChainStep& step);
};

/// Rounds the layers to float32 and adds them to the file, with the tensors to rewrite; frees their weights. chain: all
/// steps. file: its name. Throws UserError if a value does not fit.
void add_layers(std::vector<LayerDraft>& layers, const Chain& chain, const std::string& file, MlpFile& mlp);

}  // namespace reluscope
