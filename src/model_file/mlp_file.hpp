#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/encoding.hpp"
#include "model/network.hpp"

namespace reluscope {

/// A trained network as safetensors: tensors "0.weight" (out × in), "0.bias", "2.weight", … as in PyTorch's
/// nn.Sequential(Linear, ReLU, Linear, …), or another activation; in the metadata under "reluscope", as JSON, how to
/// feed rows of a CSV to it.
std::string to_mlp_file(const Network<float>& network, const Encoding& encoding);

/// What a file does to its inputs before the first layer, which takes (x − shift) / scale, feature by feature. All
/// scales are finite and above 0. Both are empty if the file does nothing.
struct InputScaling {
  std::vector<double> shift, scale;

  bool empty() const { return scale.empty(); }
};

/// Of a file whose input is of an integer type: the numbers that each of its features may have.
struct WholeInputs {
  std::string input, type;  // "'x'", "INT64"
  double least = 0, greatest = 0;
};

/// A tensor of the file that has a place for every unit of a layer: index u along `axis` belongs to unit u. Its name is
/// that of a safetensors tensor, of an ONNX initializer, or of the output of a Constant node.
struct UnitTensor {
  std::string tensor;
  std::size_t axis = 0;

  bool operator==(const UnitTensor&) const = default;
};

/// A tensor with one value for every unit of a linear layer, to which a constant can be moved: t added to its value of
/// unit u adds scale[u]·t to the bias of that unit in MlpFile::parameters. (1 of a plain bias, −γ/√(σ² + ε) of the
/// running mean of a batch normalisation that follows a layer without a bias.)
struct BiasPlace {
  std::string tensor;
  std::vector<double> scale;  // units; finite, may hold zeros

  bool operator==(const BiasPlace&) const = default;
};

/// A network, as read from a file. What the file has between two linear layers and is affine (batch normalisation, a
/// bias apart) is folded into them.
struct MlpFile {
  std::vector<std::size_t> widths;       // inputs, units of each layer, outputs
  AlignedVector<float> parameters;       // as in Network
  std::optional<Encoding> encoding;      // how it was fed when it was trained, if the file says so
  std::optional<Activation> activation;  // of its hidden layers, if the file or the options say so
  InputScaling scaling;
  std::optional<WholeInputs> whole_inputs;  // none: it takes any numbers
  std::vector<std::string> layer_names;     // of each linear layer, as the file has them
  std::vector<std::string> notes;  // for the user: what was folded, cut off or chosen; sentences without a full stop

  // For rewriting the file with fewer units.

  /// Per hidden layer, the tensors of which a place is dropped with a unit. Empty of a layer whose units cannot be
  /// dropped so: a tensor serves two layers, or is computed from others.
  std::vector<std::vector<UnitTensor>> unit_tensors;
  std::vector<std::optional<BiasPlace>> bias_places;  // per linear layer; none: there is no such tensor

  std::string sha256;                    // of the content, with what lies in other files; empty where bytes were parsed
  std::vector<std::string> other_files;  // paths of those
};

/// What the user says of a model file.
struct ModelFileOptions {
  std::vector<std::string> layers;  // the names of its layers, in their order; "activation" where one is; empty: as
                                    // the file says
  std::string prefix;               // of the names of the network that is meant; empty: there is only one
  std::optional<Activation> activation;  // of the hidden layers, for a file that does not say
};

}  // namespace reluscope
