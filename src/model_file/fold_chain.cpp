#include "model_file/fold_chain.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Doubles = std::vector<double>;

/// Of a feature, where there is one value for all of them or one for each.
double of_feature(const Doubles& values, std::size_t feature) { return values[values.size() == 1 ? 0 : feature]; }

std::string layer_title(const std::string& file, const LinearStep& layer) {
  return file + ": layer " + in_quotes(layer.name);
}

void check_is_finite(const Doubles& values, const std::string& title) {
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); }))
    throw UserError(title + " holds a value that is not finite; the model has diverged, train it again");
}

/// x ↦ scale∘x + shift, all affine steps so far in one.
struct Affine {
  Doubles scale, shift;  // one value for each feature; none: x ↦ x

  bool is_identity() const { return scale.empty(); }

  void then(const AffineStep& next, std::size_t features) {
    if (is_identity()) scale.assign(features, 1), shift.assign(features, 0);
    for (std::size_t f = 0; f < features; ++f) {
      scale[f] *= of_feature(next.scale, f);
      shift[f] = shift[f] * of_feature(next.scale, f) + of_feature(next.shift, f);
    }
  }
};

/// A layer in the making, and the tensors that rewriting it touches.
struct LayerDraft {
  std::string name;
  std::size_t inputs = 0, units = 0;
  Doubles weights, bias;  // units × inputs; units
  std::vector<UnitTensor> input_tensors, unit_tensors;
  bool inputs_rewritable = true, units_rewritable = true;
  std::optional<BiasPlace> bias_place;

  explicit LayerDraft(const ChainStep& step) {
    const auto& layer = std::get<LinearStep>(step.what);
    name = layer.name;
    inputs = layer.inputs;
    units = layer.units;
    weights = layer.weights;
    bias = layer.bias.empty() ? Doubles(units, 0.0) : layer.bias;
    input_tensors = step.input_tensors;
    unit_tensors = step.unit_tensors;
    inputs_rewritable = units_rewritable = step.is_rewritable;
    take_bias_place(step);
  }

  void take_bias_place(const ChainStep& step) {
    if (bias_place || step.bias_tensor.empty()) return;
    bias_place = BiasPlace{step.bias_tensor, Doubles(units)};
    for (std::size_t u = 0; u < units; ++u) bias_place->scale[u] = of_feature(step.bias_scale, u);
  }

  /// An affine step on the layer's results.
  void take_after(const ChainStep& step) {
    const auto& affine = std::get<AffineStep>(step.what);
    for (std::size_t u = 0; u < units; ++u) {
      const double scale = of_feature(affine.scale, u);
      const auto row = std::next(weights.begin(), static_cast<std::ptrdiff_t>(u * inputs));
      if (scale != 1)
        std::for_each(row, std::next(row, static_cast<std::ptrdiff_t>(inputs)), [=](double& w) { w *= scale; });
      bias[u] = bias[u] * scale + of_feature(affine.shift, u);
      if (bias_place) bias_place->scale[u] *= scale;
    }
    take_bias_place(step);
  }

  /// An affine step on the layer's inputs.
  void take_before(const Affine& affine) {
    for (std::size_t u = 0; u < units; ++u) {
      double* const row = weights.data() + u * inputs;
      for (std::size_t i = 0; i < inputs; ++i) {
        bias[u] += row[i] * affine.shift[i];
        row[i] *= affine.scale[i];
      }
    }
  }

  /// The layer before, no activation being between the two.
  void take_before(const LayerDraft& before) {
    Doubles product(units * before.inputs, 0.0);
    for (std::size_t u = 0; u < units; ++u) {
      double* const to = product.data() + u * before.inputs;
      for (std::size_t k = 0; k < inputs; ++k) {
        const double w = weights[u * inputs + k];
        const double* const from = before.weights.data() + k * before.inputs;
        for (std::size_t i = 0; i < before.inputs; ++i) to[i] += w * from[i];
        bias[u] += w * before.bias[k];
      }
    }
    weights = std::move(product);
    inputs = before.inputs;
    input_tensors = before.input_tensors;
    inputs_rewritable = before.inputs_rewritable;
  }
};

/// Names of tensors that serve more than one step.
std::set<std::string> shared_tensors(const Chain& chain) {
  std::map<std::string, int> steps;
  for (const auto& step : chain) {
    std::set<std::string> own;
    for (const auto* tensors : {&step->input_tensors, &step->unit_tensors})
      for (const UnitTensor& tensor : *tensors) own.insert(tensor.tensor);
    for (const std::string& name : own) ++steps[name];
  }
  std::set<std::string> shared;
  for (const auto& [name, count] : steps)
    if (count > 1) shared.insert(name);
  return shared;
}

class ChainFolder {
 public:
  ChainFolder(const Chain& chain, const std::string& file, const std::string& origin)
      : m_chain(chain), m_file(file), m_origin(origin) {}

  MlpFile fold() {
    const auto is_linear = [](const auto& step) { return std::holds_alternative<LinearStep>(step->what); };
    const auto last = std::find_if(m_chain.rbegin(), m_chain.rend(), is_linear).base();
    if (last == m_chain.begin()) throw UserError(m_file + ": no linear layer in it; only MLPs are read" + m_origin);
    std::for_each(m_chain.begin(), last, [this](const auto& step) { take(*step); });
    const auto is_other = [](const auto& step) { return !std::holds_alternative<AffineStep>(step->what); };
    const auto tail = std::find_if(last, m_chain.end(), is_other);
    std::for_each(last, tail, [this](const auto& step) { take(*step); });
    note_layers();
    note_tail(tail);
    return result();
  }

 private:
  std::string title(const ChainStep& step) const { return m_file + ": " + step.title; }
  [[noreturn]] void fail(const ChainStep& step, const std::string& why) const {
    throw UserError(title(step) + why + m_origin);
  }

  void take(const ChainStep& step) {
    if (const auto* layer = std::get_if<LinearStep>(&step.what)) {
      take_layer(step, *layer);
    } else if (const auto* affine = std::get_if<AffineStep>(&step.what)) {
      take_affine(step, *affine);
    } else if (const auto* activation = std::get_if<Activation>(&step.what)) {
      take_activation(step, *activation);
    } else {
      fail(step, " " + std::get<OtherStep>(step.what).reason);
    }
  }

  void take_layer(const ChainStep& step, const LinearStep& layer) {
    if (layer.inputs == 0 || layer.units == 0)
      throw UserError(layer_title(m_file, layer) + " is empty; it needs inputs and units");
    check_width(step, layer.inputs);
    for (const Doubles* values : {&layer.weights, &layer.bias}) check_is_finite(*values, layer_title(m_file, layer));
    LayerDraft draft(step);
    if (m_layers.empty()) {
      take_head(draft);
    } else if (m_is_activated) {
      if (!m_pending.is_identity()) draft.take_before(m_pending);
    } else {
      compose(step, draft);
      m_layers.pop_back();
    }
    m_layers.push_back(std::move(draft));
    m_pending = {};
    m_is_activated = false;
  }

  void compose(const ChainStep& step, LayerDraft& draft) {
    constexpr double k_most = 1e10;  // multiplications: seconds
    const LayerDraft& before = m_layers.back();
    const double work =
        static_cast<double>(draft.units) * static_cast<double>(draft.inputs) * static_cast<double>(before.inputs);
    if (work > k_most || draft.units * before.inputs > draft.weights.size() + before.weights.size() + k_free_growth)
      fail(step, ": no activation between it and layer " + in_quotes(before.name) +
                     ", and the two are too large to be made one layer; only chains with an activation between all "
                     "layers are read");
    m_notes.push_back("no activation between layers " + in_quotes(before.name) + " and " + in_quotes(draft.name) +
                      ": they are one layer here");
    draft.take_before(before);
  }

  void take_affine(const ChainStep& step, const AffineStep& affine) {
    for (const Doubles* values : {&affine.scale, &affine.shift}) {
      check_is_finite(*values, title(step));
      if (values->size() != 1) check_width(step, values->size());
    }
    if (m_layers.empty()) {
      m_head.push_back(&step);
      return;
    }
    LayerDraft& layer = m_layers.back();
    layer.unit_tensors.insert(layer.unit_tensors.end(), step.unit_tensors.begin(), step.unit_tensors.end());
    layer.units_rewritable = layer.units_rewritable && step.is_rewritable;
    if (m_is_activated)
      m_pending.then(affine, layer.units);
    else
      layer.take_after(step);
    if (step.operation == "BatchNorm") m_folded.push_back(step.title);
  }

  void take_activation(const ChainStep& step, const Activation& activation) {
    if (m_layers.empty()) fail(step, " comes before the first layer; only MLPs are read");
    const bool is_same_relu = m_is_activated && activation.kind == ActivationKind::relu && m_pending.is_identity() &&
                              m_activation->kind == ActivationKind::relu;
    if (is_same_relu) return;  // once is enough
    if (m_is_activated) fail(step, " follows another activation; one between two layers is read");
    if (m_activation && text_of(*m_activation) != text_of(activation))
      fail(step, ": hidden layers have different activations, " + text_of(*m_activation) + " and " +
                     text_of(activation) + "; only networks with one kind are read");
    m_activation = activation;
    m_is_activated = true;
  }

  /// Affine steps before the first layer.
  void take_head(LayerDraft& layer) {
    Affine head;
    for (const ChainStep* step : m_head) head.then(std::get<AffineStep>(step->what), layer.inputs);
    const auto is = [](double value) { return [=](double other) { return other == value; }; };
    if (std::ranges::all_of(head.scale, is(1)) && std::ranges::all_of(head.shift, is(0))) return;
    check_is_finite(head.scale, title(*m_head.front()));
    check_is_finite(head.shift, title(*m_head.front()));
    std::vector<std::string> steps;
    for (const ChainStep* step : m_head) steps.push_back(step->title);
    // (x − shift) / scale must exist, and must not turn a range around
    InputScaling scaling;
    for (std::size_t f = 0; f < layer.inputs; ++f) {
      scaling.scale.push_back(1 / head.scale[f]);
      scaling.shift.push_back(-head.shift[f] / head.scale[f]);
    }
    const auto is_scale = [](double scale) { return std::isfinite(scale) && scale > 0; };
    const auto is_shift = [](double shift) { return std::isfinite(shift); };
    if (std::ranges::all_of(scaling.scale, is_scale) && std::ranges::all_of(scaling.shift, is_shift)) {
      m_notes.push_back("the file scales its inputs first (" + join_at_most(steps) + "): kept as their scaling");
      m_scaling = std::move(scaling);
    } else {
      m_notes.push_back("the file scales its inputs first (" + join_at_most(steps) +
                        "), some by 0 or less: folded into layer " + in_quotes(layer.name));
      layer.take_before(head);
    }
  }

  void check_width(const ChainStep& step, std::size_t width) const {
    if (!m_layers.empty()) {
      if (m_layers.back().units != width)
        fail(step, " takes " + pluralized(static_cast<std::int64_t>(width), "input") + ", layer " +
                       in_quotes(m_layers.back().name) + " gives " + std::to_string(m_layers.back().units) +
                       "; the file is damaged; save the model again");
      return;
    }
    for (const ChainStep* before : m_head) {
      const auto& affine = std::get<AffineStep>(before->what);
      const std::size_t own = std::max(affine.scale.size(), affine.shift.size());
      if (own != 1 && own != width)
        fail(step, " takes " + pluralized(static_cast<std::int64_t>(width), "input") + ", " + before->title +
                       " gives " + std::to_string(own) + "; the file is damaged; save the model again");
    }
  }

  void note_layers() {
    if (!m_folded.empty())
      m_notes.push_back("folded into the linear layers: " + join_at_most(m_folded) +
                        (m_folded.size() == 1 ? ", with its running statistics" : ", with their running statistics"));
  }

  void note_tail(Chain::const_iterator tail) {
    std::vector<std::string> operations;
    std::for_each(tail, m_chain.end(), [&](const auto& step) {
      if (std::ranges::find(operations, step->operation) == operations.end()) operations.push_back(step->operation);
    });
    if (!operations.empty())
      m_notes.push_back("cut off after the last layer: " + join_at_most(operations) +
                        "; outputs are those of the linear layer");
  }

  MlpFile result() {
    MlpFile mlp;
    mlp.scaling = std::move(m_scaling);
    mlp.activation = m_layers.size() > 1 ? m_activation : std::nullopt;
    mlp.notes = std::move(m_notes);
    mlp.widths.push_back(m_layers.front().inputs);
    const std::set<std::string> shared = shared_tensors(m_chain);
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
      LayerDraft& layer = m_layers[l];
      mlp.widths.push_back(layer.units);
      mlp.layer_names.push_back(layer.name);
      for (const Doubles* values : {&layer.weights, &layer.bias}) append_rounded(*values, layer.name, mlp.parameters);
      if (layer.bias_place && (!layer.units_rewritable || shared.contains(layer.bias_place->tensor)))
        layer.bias_place.reset();
      mlp.bias_places.push_back(std::move(layer.bias_place));
      if (l > 0) mlp.unit_tensors.push_back(tensors_between(m_layers[l - 1], layer, shared));
      if (l > 0) Doubles().swap(m_layers[l - 1].weights);
    }
    return mlp;
  }

  void append_rounded(const Doubles& values, const std::string& name, AlignedVector<float>& parameters) const {
    for (const double value : values) {
      if (!is_finite_float(value))
        throw UserError(m_file + ": layer " + in_quotes(name) +
                        " holds a value that float32 does not have; the model has diverged, train it again");
      parameters.push_back(static_cast<float>(value));
    }
  }

  static std::vector<UnitTensor> tensors_between(const LayerDraft& below, const LayerDraft& above,
                                                 const std::set<std::string>& shared) {
    std::vector<UnitTensor> tensors = below.unit_tensors;
    tensors.insert(tensors.end(), above.input_tensors.begin(), above.input_tensors.end());
    const auto is_shared = [&](const UnitTensor& tensor) { return shared.contains(tensor.tensor); };
    const bool can = below.units_rewritable && above.inputs_rewritable && std::ranges::none_of(tensors, is_shared);
    return can ? tensors : std::vector<UnitTensor>{};
  }

  static constexpr std::size_t k_free_growth = std::size_t{1} << 20;

  const Chain& m_chain;
  const std::string& m_file;
  const std::string& m_origin;
  std::vector<const ChainStep*> m_head;
  std::vector<LayerDraft> m_layers;
  Affine m_pending;             // behind the last activation
  bool m_is_activated = false;  // an activation follows the last layer so far
  std::optional<Activation> m_activation;
  InputScaling m_scaling;
  std::vector<std::string> m_folded, m_notes;
};

}  // namespace

MlpFile fold_chain(const Chain& chain, const std::string& file, const std::string& origin) {
  return ChainFolder(chain, file, origin).fold();
}

}  // namespace reluscope
