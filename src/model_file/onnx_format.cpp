#include <algorithm>
#include <cctype>
#include <string_view>

#include "model_file/fold_chain.hpp"
#include "model_file/model_format.hpp"
#include "model_file/onnx/chain.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/external_data.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/wire_reader.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool is_plain_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; });
}

/// ONNX has no mark. A ModelProto begins with its fields in order, as all writers have it: the version of the format,
/// and texts on who wrote it, or the graph. (A SavedModel of TensorFlow begins as well with a small number, but then
/// comes a message where the name of the exporter is.)
bool is_onnx(std::string_view start) {
  constexpr std::uint64_t k_greatest_version = 1000;
  WireReader reader(start);
  WireField field;
  bool has_version = false;
  while (reader.next(field)) {
    if (field.is_varint(1) && !has_version) {
      has_version = field.value > 0 && field.value < k_greatest_version;
      if (!has_version) return false;
    } else if (field.is_bytes(7) || field.is_bytes(8) || field.is_bytes(14)) {
      return has_version;
    } else if (field.is_bytes(2) || field.is_bytes(3) || field.is_bytes(4)) {
      if (!is_plain_text(field.bytes)) return false;
    } else if (!field.is_bytes(6) && !field.is_varint(5)) {
      return false;
    }
  }
  // cut off by the end of the start, within the graph
  constexpr char k_graph_key = 7 << 3 | 2, k_doc_key = 6 << 3 | 2, k_opset_key = static_cast<char>(8 << 3 | 2);
  const std::string_view rest = reader.last_field();
  return has_version && !rest.empty() && (rest[0] == k_graph_key || rest[0] == k_doc_key || rest[0] == k_opset_key);
}

MlpFile read_onnx(ModelBytes& file, const ModelFileOptions& options);

const RegisterModelFormat k_onnx{{"ONNX", is_onnx, read_onnx}};

MlpFile read_onnx(ModelBytes& file, const ModelFileOptions& options) {
  const OnnxModel model = parse_onnx(file.bytes, file.name);
  OnnxContext context(file.name, model.producer, file.bytes.size());
  if (!options.layers.empty() || !options.prefix.empty())
    context.fail((options.layers.empty() ? std::string("--prefix") : std::string("--layers")) +
                 " is for safetensors; an ONNX model says itself how its layers follow: leave the option out");
  ExternalData external(file);
  const OnnxChain chain = chain_of(model, external, context);
  MlpFile mlp = fold_chain(chain.steps, file.name, context.origin());
  mlp.whole_inputs = chain.whole_inputs;
  mlp.notes.insert(mlp.notes.begin(), chain.notes.begin(), chain.notes.end());
  mlp.notes.insert(mlp.notes.begin(),
                   "ONNX" + (model.producer.empty() ? std::string() : " by " + one_line(model.producer.substr(0, 80))) +
                       ", version " + std::to_string(model.opset) + " of the operators; its input is " +
                       in_quotes(chain.input));
  return mlp;
}

}  // namespace
}  // namespace reluscope
