#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model_file/model_rewriter.hpp"
#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/external_data.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/wire_reader.hpp"
#include "model_file/onnx/wire_writer.hpp"
#include "model_file/tensor_bytes.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::optional<FloatType> float_type(std::int64_t code) {
  switch (code) {
    case 1:
      return FloatType::f32;
    case 10:
      return FloatType::f16;
    case 11:
      return FloatType::f64;
    case 16:
      return FloatType::bf16;
    default:
      return std::nullopt;
  }
}

/// Calls take(field, whole) with every field of a message and all of its bytes. parse_onnx has read the message.
void each_onnx_field(std::string_view message, const auto& take) {
  WireReader reader(message);
  for (WireField field; reader.next(field);) {
    const char* const begin = reader.last_field().data();
    take(field, std::string_view(begin, static_cast<std::size_t>(field.bytes.data() + field.bytes.size() - begin)));
  }
}

/// The text of the first field with that number.
std::string_view text_field(std::string_view message, std::uint32_t number) {
  std::string_view text;
  each_onnx_field(message, [&](const WireField& field, std::string_view) {
    if (field.is_bytes(number) && text.empty()) text = field.bytes;
  });
  return text;
}

/// The tensors of a graph by the names that nodes know them by: initializers, and outputs of Constant nodes.
const OnnxTensor* find_tensor(const OnnxModel& model, std::string_view name) {
  const auto found = std::ranges::find(model.initializers, name, &OnnxTensor::name);
  if (found != model.initializers.end()) return &*found;
  for (const OnnxNode& node : model.nodes) {
    if (node.op != "Constant" || node.outputs.empty() || node.outputs.front() != name) continue;
    const OnnxAttribute* const value = node.attribute("value");
    return value != nullptr && value->t ? &*value->t : nullptr;
  }
  return nullptr;
}

/// Writes a model again, message by message: what is not edited is copied as it is.
class OnnxRewriting {
 public:
  OnnxRewriting(ModelBytes& file, const TensorEdits& edits)
      : m_file(file), m_edits(edits), m_model(parse_onnx(file.bytes, file.name)), m_external(file) {}

  TensorValues values(const std::string& name) {
    const OnnxTensor& tensor = tensor_named(name);
    return {shape_of(tensor), values_of_tensor(tensor)};
  }

  std::string rewritten() {
    for (const auto& [name, edit] : m_edits) tensor_named(name);
    WireWriter model;
    each_onnx_field(m_file.bytes, [&](const WireField& field, std::string_view whole) {
      field.is_bytes(7) ? model.add_bytes(7, graph(field.bytes)) : model.copy(whole);
    });
    return model.take();
  }

 private:
  std::string title(std::string_view name) const { return m_file.name + ": tensor " + in_quotes(name); }

  const OnnxTensor& tensor_named(const std::string& name) const {
    const OnnxTensor* const tensor = find_tensor(m_model, name);
    if (tensor == nullptr) throw UserError(title(name) + " is none that can be written again");
    return *tensor;
  }

  static std::vector<std::size_t> shape_of(const OnnxTensor& tensor) {
    return {tensor.dims.begin(), tensor.dims.end()};
  }

  std::vector<double> values_of_tensor(const OnnxTensor& tensor) {
    const std::size_t bound = m_file.bytes.size() + k_largest_external;
    OnnxContext context(m_file.name, m_model.producer, bound);
    return constant_of(tensor, std::string(tensor.name), m_external, context).values;
  }

  std::string graph(std::string_view message) {
    WireWriter graph;
    std::size_t nodes = 0, initializers = 0;
    each_onnx_field(message, [&](const WireField& field, std::string_view whole) {
      if (field.is_bytes(1)) {
        const OnnxNode& node = m_model.nodes[nodes++];
        is_touched(node) ? graph.add_bytes(1, constant_node(field.bytes, node)) : graph.copy(whole);
      } else if (field.is_bytes(5)) {
        const OnnxTensor& tensor = m_model.initializers[initializers++];
        const TensorEdit* const own = edit_of(tensor.name);
        own != nullptr || tensor.is_external ? graph.add_bytes(5, tensor_message(field.bytes, tensor, own))
                                             : graph.copy(whole);
      } else if (field.is_bytes(11)) {  // older files have initializers among their inputs
        const TensorEdit* const own = edit_of(text_field(field.bytes, 1));
        own != nullptr ? graph.add_bytes(11, value_info(field.bytes, *own)) : graph.copy(whole);
      } else if (!field.is_bytes(13) || m_edits.empty()) {  // value_info: shapes of what is computed, not needed
        graph.copy(whole);
      }
    });
    return graph.take();
  }

  const TensorEdit* edit_of(std::string_view name) const {
    const auto found = m_edits.find(std::string(name));
    return found == m_edits.end() ? nullptr : &found->second;
  }

  bool is_touched(const OnnxNode& node) const {
    return node.op == "Constant" && !node.outputs.empty() && edit_of(node.outputs.front()) != nullptr;
  }

  /// NodeProto of a Constant.
  std::string constant_node(std::string_view message, const OnnxNode& constant) {
    WireWriter node;
    each_onnx_field(message, [&](const WireField& field, std::string_view whole) {
      const bool is_value = field.is_bytes(5) && text_field(field.bytes, 1) == "value";
      is_value ? node.add_bytes(5, value_attribute(field.bytes, constant)) : node.copy(whole);
    });
    return node.take();
  }

  std::string value_attribute(std::string_view message, const OnnxNode& constant) {
    WireWriter attribute;
    each_onnx_field(message, [&](const WireField& field, std::string_view whole) {
      field.is_bytes(5) ? attribute.add_bytes(5, tensor_message(field.bytes, *constant.attribute("value")->t,
                                                                edit_of(constant.outputs.front())))
                        : attribute.copy(whole);
    });
    return attribute.take();
  }

  /// TensorProto, with its data in it, raw.
  std::string tensor_message(std::string_view message, const OnnxTensor& tensor, const TensorEdit* own) {
    const TensorEdit nothing;
    const TensorEdit& edit = own != nullptr ? *own : nothing;
    const std::vector<std::size_t> shape = edited_shape(shape_of(tensor), edit, title(tensor.name));
    WireWriter result;
    for (const std::size_t extent : shape) result.add_varint(1, extent);
    each_onnx_field(message, [&](const WireField& field, std::string_view whole) {
      const bool is_data = field.number == 1 || field.number == 4 || field.number == 5 || field.number == 7 ||
                           field.number == 9 || field.number == 10 || field.number == 13 || field.number == 14;
      if (!is_data) result.copy(whole);
    });
    result.add_bytes(9, data_of(tensor, edit));
    return result.take();
  }

  std::string data_of(const OnnxTensor& tensor, const TensorEdit& edit) {
    if (edit.values) return float_bytes(*edit.values, type_of_tensor(tensor), title(tensor.name));
    if (!tensor.raw && !tensor.is_external) {
      const FloatType type = type_of_tensor(tensor);
      const std::string all = float_bytes(values_of_tensor(tensor), type, title(tensor.name));
      return kept_bytes(all, shape_of(tensor), size_of(type), edit);
    }
    const std::string_view bytes = tensor.is_external ? m_external.bytes_of(tensor) : *tensor.raw;
    if (edit.kept.empty()) return std::string(bytes);
    const FloatType type = type_of_tensor(tensor);
    return kept_bytes(bytes, shape_of(tensor), size_of(type), edit);
  }

  FloatType type_of_tensor(const OnnxTensor& tensor) const {
    const std::optional<FloatType> type = float_type(tensor.type);
    if (!type) throw UserError(title(tensor.name) + " is of a type that is not written; export the model as float32");
    return *type;
  }

  /// ValueInfoProto: type, tensor type, shape, dims.
  static std::string value_info(std::string_view message, const TensorEdit& edit) {
    return with_inner(message, {2, 1, 2}, [&](std::string_view shape) {
      WireWriter dims;
      std::size_t axis = 0;
      each_onnx_field(shape, [&](const WireField& field, std::string_view whole) {
        const auto kept = field.is_bytes(1) ? edit.kept.find(axis++) : edit.kept.end();
        if (kept == edit.kept.end()) return dims.copy(whole);
        WireWriter extent;
        extent.add_varint(1, kept->second.size());
        dims.add_bytes(1, extent.take());
      });
      return dims.take();
    });
  }

  /// The message with another one within it, that lies behind these fields, replaced.
  static std::string with_inner(std::string_view message, std::vector<std::uint32_t> path,
                                const std::function<std::string(std::string_view)>& replace) {
    if (path.empty()) return replace(message);
    const std::uint32_t number = path.front();
    path.erase(path.begin());
    WireWriter result;
    each_onnx_field(message, [&](const WireField& field, std::string_view whole) {
      field.is_bytes(number) ? result.add_bytes(number, with_inner(field.bytes, path, replace)) : result.copy(whole);
    });
    return result.take();
  }

  static constexpr std::size_t k_largest_external = std::size_t{1} << 30;

  ModelBytes& m_file;
  const TensorEdits& m_edits;
  OnnxModel m_model;
  ExternalData m_external;
};

TensorValues tensor_of_onnx(ModelBytes& file, const std::string& name) {
  const TensorEdits none;
  return OnnxRewriting(file, none).values(name);
}

/// Data that lie in other files are written into the file itself.
std::string rewrite_onnx(ModelBytes& file, const TensorEdits& edits) { return OnnxRewriting(file, edits).rewritten(); }

const RegisterModelRewriter k_onnx_rewriter{{"ONNX", ".onnx", tensor_of_onnx, rewrite_onnx}};

}  // namespace
}  // namespace reluscope
