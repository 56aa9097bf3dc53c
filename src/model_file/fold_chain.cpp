#include "model_file/fold_chain.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "model_file/layer_draft.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Doubles = std::vector<double>;

std::string layer_title(const std::string& file, const LinearStep& layer) {
  return file + ": layer " + in_quotes(layer.name);
}

void check_is_finite(const Doubles& values, const std::string& title) {
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); }))
    throw UserError(title + " holds a value that is not finite; the model has diverged, train it again");
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
    for (const Doubles* values : {&affine.scale, &affine.shift})
      if (values->size() != 1) check_width(step, values->size());
    check_affine(step, affine.scale, "multiplies", "by");
    check_affine(step, affine.shift, "shifts", "by");
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

  /// does, with: "multiplies", "by".
  void check_affine(const ChainStep& step, const Doubles& values, const std::string& does,
                    const std::string& with) const {
    const auto bad = std::ranges::find_if_not(values, [](double value) { return std::isfinite(value); });
    if (bad == values.end()) return;
    const std::string what =
        values.size() == 1 ? "all features" : "feature " + std::to_string(bad - values.begin()) + " (from 0)";
    fail(step, " " + does + " " + what + " " + with + " " + to_shortest(*bad) +
                   (m_layers.empty() ? "; was it fitted to a column with one value? Leave that column out, or set its "
                                       "standard deviation to 1, and save the model again"
                                     : "; the model has diverged, train it again"));
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
    FoldedAffine head;
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
    add_layers(m_layers, m_chain, m_file, mlp);
    return mlp;
  }

  static constexpr std::size_t k_free_growth = std::size_t{1} << 20;

  const Chain& m_chain;
  const std::string& m_file;
  const std::string& m_origin;
  std::vector<const ChainStep*> m_head;
  std::vector<LayerDraft> m_layers;
  FoldedAffine m_pending;       // behind the last activation
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
