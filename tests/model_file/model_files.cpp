#include "model_file/model_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "model/network.hpp"

using namespace reluscope;

std::string model_path(const std::string& name) { return std::string(RELUSCOPE_MODELS "/") + name; }

std::string model_bytes(const std::string& name) {
  std::ifstream file(model_path(name), std::ios::binary);
  if (!file) throw std::runtime_error("no model " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

const nlohmann::json& expected_models() {
  static const nlohmann::json values = nlohmann::json::parse(std::ifstream(model_path("expected.json")));
  return values;
}

std::vector<std::vector<float>> outputs_of(const MlpFile& mlp, const std::vector<std::vector<double>>& rows) {
  Network<float> network(mlp.widths, mlp.activation.value_or(Activation()));
  std::ranges::copy(mlp.parameters, network.parameters().begin());
  Matrix<float> x = Matrix<float>::from_shape({rows.size(), mlp.widths.front()});
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t f = 0; f < mlp.widths.front(); ++f) {
      const double value = rows[row][f];
      const InputScaling& scaling = mlp.scaling;
      x(row, f) = static_cast<float>(scaling.empty() ? value : (value - scaling.shift[f]) / scaling.scale[f]);
    }
  Workspace<float> workspace = network.make_workspace(rows.size());
  const MatrixView<float> y = network.forward(x, workspace);
  std::vector<std::vector<float>> outputs;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto values = y.row(row);
    outputs.emplace_back(values.begin(), values.end());
  }
  return outputs;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "reluscope-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  m_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(m_path, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& content) const {
  std::filesystem::create_directories((m_path / name).parent_path());
  std::ofstream(m_path / name, std::ios::binary) << content;
  return path(name);
}
