#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The files that tests/reference/make_npy.py had NumPy save.
std::string npy_fixture_path(const std::string& name);
std::string npy_fixture(const std::string& name);
/// Of the files with this ending.
std::vector<std::string> npy_fixture_names(const std::string& ending);

/// What NumPy says of them.
const nlohmann::json& npy_expected();
/// The activations of a layer, row by row.
std::vector<float> npy_expected_values(const std::string& layer);
