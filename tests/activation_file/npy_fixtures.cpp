#include "activation_file/npy_fixtures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

std::string npy_fixture_path(const std::string& name) { return RELUSCOPE_REFERENCE "/npy/" + name; }

std::string npy_fixture(const std::string& name) {
  std::ifstream file(npy_fixture_path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> npy_fixture_names(const std::string& ending) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(npy_fixture_path("")))
    if (entry.path().extension() == ending) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

const nlohmann::json& npy_expected() {
  static const nlohmann::json values = nlohmann::json::parse(std::ifstream(npy_fixture_path("expected.json")));
  return values;
}

std::vector<float> npy_expected_values(const std::string& layer) {
  std::vector<float> values;
  for (const auto& row : npy_expected()[layer]["activations"])
    for (const double value : row) values.push_back(static_cast<float>(value));
  return values;
}
