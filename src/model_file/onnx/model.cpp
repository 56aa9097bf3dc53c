#include "model_file/onnx/model.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "model_file/onnx/wire_reader.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Reads messages into structs. What grows with their number is limited, since a part of two bytes takes a hundred.
class OnnxParser {
 public:
  explicit OnnxParser(const std::string& name) : m_name(name) {}

  OnnxModel model(std::string_view bytes) {
    OnnxModel model;
    bool has_graph = false;
    std::string_view producer, version;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(2)) producer = field.bytes;
      if (field.is_bytes(3)) version = field.bytes;
      if (field.is_bytes(7)) {
        if (std::exchange(has_graph, true)) fail();
        graph(field.bytes, model);
      }
      if (field.is_bytes(8)) opset(field.bytes, model);
      if (field.is_bytes(25)) function(field.bytes, model);
    });
    if (!has_graph) fail();
    model.producer = std::string(producer);
    if (!producer.empty() && !version.empty()) model.producer += " " + std::string(version);
    return model;
  }

 private:
  [[noreturn]] void fail() const {
    throw UserError(m_name + ": not an ONNX model, or a damaged one; export the model again");
  }

  void count_part() {
    constexpr std::size_t k_most_parts = 1'000'000;
    if (++m_parts > k_most_parts)
      throw UserError(m_name + ": more than 1,000,000 nodes, tensors and attributes; an MLP has fewer");
  }

  template <class Take>
  void each_field(std::string_view bytes, const Take& take) {
    WireReader reader(bytes);
    for (WireField field; reader.next(field);) {
      count_part();
      take(field);
    }
    if (reader.is_damaged()) fail();
  }

  /// A number of a list of integers, or a packed list of them.
  void integers(const WireField& field, std::vector<std::int64_t>& list) {
    if (field.type == WireField::Type::varint) list.push_back(field.integer());
    if (field.type != WireField::Type::bytes) return;
    WireReader reader(field.bytes);
    for (std::uint64_t value = 0; reader.next_varint(value);) {
      count_part();
      list.push_back(static_cast<std::int64_t>(value));
    }
    if (reader.is_damaged()) fail();
  }

  void floats(const WireField& field, std::vector<float>& list) {
    if (field.type == WireField::Type::fixed32) list.push_back(field.float32());
    if (field.type != WireField::Type::bytes) return;
    if (field.bytes.size() % sizeof(float) != 0) fail();
    for (std::size_t i = 0; i < field.bytes.size(); i += sizeof(float)) {
      count_part();
      std::uint32_t bits = 0;
      std::copy_n(field.bytes.data() + i, sizeof bits, reinterpret_cast<char*>(&bits));
      list.push_back(std::bit_cast<float>(bits));
    }
  }

  OnnxTensor tensor(std::string_view bytes) {
    OnnxTensor tensor;
    each_field(bytes, [&](const WireField& field) {
      if (field.number == 1) integers(field, tensor.dims);
      if (field.is_varint(2)) tensor.type = field.integer();
      if (field.is_bytes(3) || field.is_varint(3)) fail();  // a segment: no exporter writes one
      if (field.number == 4) tensor.floats.push_back(field.bytes);
      if (field.number == 5) tensor.int32s.push_back(field.bytes);
      if (field.number == 7) tensor.int64s.push_back(field.bytes);
      if (field.is_bytes(8)) tensor.name = field.bytes;
      if (field.is_bytes(9)) tensor.raw = field.bytes;
      if (field.number == 10) tensor.doubles.push_back(field.bytes);
      if (field.is_bytes(13)) external(field.bytes, tensor);
      if (field.is_varint(14)) tensor.is_external = field.integer() == 1;
    });
    return tensor;
  }

  void external(std::string_view bytes, OnnxTensor& tensor) {
    std::string_view key, value;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) key = field.bytes;
      if (field.is_bytes(2)) value = field.bytes;
    });
    if (!tensor.external.emplace(key, value).second) fail();
  }

  OnnxAttribute attribute(std::string_view bytes) {
    OnnxAttribute attribute;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) attribute.name = field.bytes;
      if (field.is(2, WireField::Type::fixed32)) attribute.f = field.float32();
      if (field.is_varint(3)) attribute.i = field.integer();
      if (field.is_bytes(4)) attribute.s = field.bytes;
      if (field.is_bytes(5)) attribute.t = tensor(field.bytes);
      if (field.number == 7) floats(field, attribute.floats);
      if (field.number == 8) integers(field, attribute.ints);
      if (field.is_bytes(6) || field.is_bytes(11)) attribute.has_graph = true;  // is not opened
    });
    return attribute;
  }

  OnnxNode node(std::string_view bytes) {
    OnnxNode node;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) node.inputs.push_back(field.bytes);
      if (field.is_bytes(2)) node.outputs.push_back(field.bytes);
      if (field.is_bytes(3)) node.name = field.bytes;
      if (field.is_bytes(4)) node.op = field.bytes;
      if (field.is_bytes(5)) node.attributes.push_back(attribute(field.bytes));
      if (field.is_bytes(7)) node.domain = field.bytes;
    });
    if (node.domain == "ai.onnx") node.domain = "";
    return node;
  }

  /// The shape of a TypeProto.Tensor: dims, each a number or a name.
  void shape(std::string_view bytes, OnnxValueInfo& info) {
    info.has_shape = true;
    each_field(bytes, [&](const WireField& field) {
      if (!field.is_bytes(1)) return;
      std::int64_t dim = -1;
      each_field(field.bytes, [&](const WireField& part) {
        if (part.is_varint(1)) dim = part.integer();
      });
      info.dims.push_back(dim > 0 ? dim : -1);  // 0 and −1 are written for a batch of any size
    });
  }

  OnnxValueInfo value_info(std::string_view bytes) {
    OnnxValueInfo info;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) info.name = field.bytes;
      if (!field.is_bytes(2)) return;
      each_field(field.bytes, [&](const WireField& type) {
        if (!type.is_bytes(1)) return;  // a sequence or a map
        each_field(type.bytes, [&](const WireField& part) {
          if (part.is_varint(1)) info.type = part.integer();
          if (part.is_bytes(2)) shape(part.bytes, info);
        });
      });
    });
    return info;
  }

  void graph(std::string_view bytes, OnnxModel& model) {
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) model.nodes.push_back(node(field.bytes));
      if (field.is_bytes(5)) model.initializers.push_back(tensor(field.bytes));
      if (field.is_bytes(11)) model.inputs.push_back(value_info(field.bytes));
      if (field.is_bytes(12)) model.outputs.push_back(value_info(field.bytes));
      if (field.is_bytes(15)) model.has_sparse_initializers = true;
    });
  }

  void opset(std::string_view bytes, OnnxModel& model) {
    std::string_view domain;
    std::int64_t version = 0;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(1)) domain = field.bytes;
      if (field.is_varint(2)) version = field.integer();
    });
    if (domain.empty() || domain == "ai.onnx") model.opset = version;
  }

  void function(std::string_view bytes, OnnxModel& model) {
    std::string_view domain;
    each_field(bytes, [&](const WireField& field) {
      if (field.is_bytes(10)) domain = field.bytes;
    });
    model.function_domains.push_back(domain);
  }

  const std::string& m_name;
  std::size_t m_parts = 0;
};

}  // namespace

const OnnxAttribute* OnnxNode::attribute(std::string_view wanted) const {
  const auto found = std::ranges::find(attributes, wanted, &OnnxAttribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

std::int64_t OnnxNode::integer(std::string_view wanted, std::int64_t otherwise) const {
  const OnnxAttribute* const found = attribute(wanted);
  return found != nullptr ? found->i.value_or(otherwise) : otherwise;
}

double OnnxNode::real(std::string_view wanted, double otherwise) const {
  const OnnxAttribute* const found = attribute(wanted);
  return found != nullptr && found->f ? double{*found->f} : otherwise;
}

OnnxModel parse_onnx(std::string_view bytes, const std::string& name) { return OnnxParser(name).model(bytes); }

}  // namespace reluscope
