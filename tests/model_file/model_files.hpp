#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model_file/mlp_file.hpp"
#include "model_file/model_format.hpp"

/// tests/models/NAME.
std::string model_path(const std::string& name);
std::string model_bytes(const std::string& name);
/// What make_models.py says of each.
const nlohmann::json& expected_models();

/// The outputs of a network on rows, with its own scaling and in float32; rows × outputs.
std::vector<std::vector<float>> outputs_of(const reluscope::MlpFile& mlp, const std::vector<std::vector<double>>& rows);

/// A folder with files that are gone when the test is over.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  std::string path(const std::string& name) const { return (m_path / name).string(); }
  /// The path of a file with this content.
  std::string write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path m_path;
};
