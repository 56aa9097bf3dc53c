#include "run/make_network.hpp"

#include <algorithm>

#include "data/byte_source.hpp"
#include "model_file/mlp_file.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

std::string with_dashes(const std::vector<std::size_t>& widths) {
  std::string text;
  for (const std::size_t width : widths) text += (text.empty() ? "" : "-") + std::to_string(width);
  return text;
}

std::vector<std::size_t> all_widths(const std::vector<std::size_t>& hidden, const Encoding& encoding) {
  std::vector<std::size_t> widths = {encoding.input_count()};
  widths.insert(widths.end(), hidden.begin(), hidden.end());
  widths.push_back(encoding.output_count());
  return widths;
}

Network<float> read_network(const ModelSpec& options, const Encoding& encoding, Relu<float> relu) {
  const MlpWeights mlp = parse_mlp_file(read_file(options.init_from), options.init_from);
  const std::vector<std::size_t> hidden_there(mlp.widths.begin() + 1, mlp.widths.end() - 1);
  if (hidden_there.empty()) throw UserError(options.init_from + ": a single layer; a hidden layer is needed");
  const std::vector<std::size_t> wanted = all_widths(options.hidden.empty() ? hidden_there : options.hidden, encoding);
  if (wanted != mlp.widths)
    throw UserError("--init-from " + options.init_from + ": its network is " + with_dashes(mlp.widths) +
                    ", this run needs " + with_dashes(wanted) +
                    "; use the columns it was trained on, and leave --hidden out");
  Network<float> network(mlp.widths, relu);
  std::ranges::copy(mlp.parameters, network.parameters().begin());
  return network;
}

}  // namespace

Network<float> make_network(const ModelSpec& options, const Encoding& encoding, std::uint64_t seed) {
  const Relu<float> relu(options.relu_gradient_at_zero);
  if (!options.init_from.empty()) return read_network(options, encoding, relu);
  Network<float> network(all_widths(options.hidden, encoding), relu);
  Random random(seed, RandomStream::initialisation);
  initialize(network, options.initialization, random);
  return network;
}

}  // namespace reluscope
