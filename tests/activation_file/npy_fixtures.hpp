#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The files that tests/reference/make_npy.py had NumPy save.
inline std::string npy_fixture_path(const std::string& name) { return RELUSCOPE_REFERENCE "/npy/" + name; }

inline std::string npy_fixture(const std::string& name) {
  std::ifstream file(npy_fixture_path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Of the files with this ending.
inline std::vector<std::string> npy_fixture_names(const std::string& ending) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(npy_fixture_path("")))
    if (entry.path().extension() == ending) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// What NumPy says of them.
inline const nlohmann::json& npy_expected() {
  static const nlohmann::json values = nlohmann::json::parse(std::ifstream(npy_fixture_path("expected.json")));
  return values;
}

/// The activations of a layer, row by row.
inline std::vector<float> npy_expected_values(const std::string& layer) {
  std::vector<float> values;
  for (const auto& row : npy_expected()[layer]["activations"])
    for (const double value : row) values.push_back(static_cast<float>(value));
  return values;
}
