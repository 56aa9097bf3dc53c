#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/samples.hpp"
#include "model/network.hpp"

/// The values that PyTorch gave, from tests/reference/optimizers.json; make_optimizers.py there made them.
const nlohmann::json& reference();
/// Those with every activation, from activations.json and make_activations.py.
const nlohmann::json& activation_reference();

/// The rows of the reference with the targets of one of its tasks.
struct ReferenceTask {
  explicit ReferenceTask(const std::string& name) : task(reference()["tasks"][name]) {
    const auto& rows = reference()["rows"];
    inputs = reluscope::Matrix<float>::from_shape({rows.size(), rows[0].size()});
    for (std::size_t j = 0; j < rows.size(); ++j)
      for (std::size_t i = 0; i < rows[j].size(); ++i) inputs(j, i) = rows[j][i];
    if (name == "classification")
      labels = task["targets"].get<std::vector<std::int32_t>>();
    else
      values = task["targets"].get<std::vector<float>>();
  }

  reluscope::Network<float> network(const reluscope::Activation& activation = {}) const {
    reluscope::Network<float> network(task["widths"].get<std::vector<std::size_t>>(), activation);
    const auto initial = task["initial"].get<std::vector<float>>();
    std::ranges::copy(initial, network.parameters().begin());
    return network;
  }
  reluscope::Samples samples() const { return {inputs, labels, values}; }

  const nlohmann::json& task;
  reluscope::Matrix<float> inputs = reluscope::Matrix<float>::from_shape({0, 0});
  std::vector<std::int32_t> labels;
  std::vector<float> values;
};

/// The greatest |a − b| over the greatest |b|.
inline double relative_error(std::span<const float> a, const std::vector<float>& b) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    difference = std::max(difference, std::abs(static_cast<double>(a[i]) - b[i]));
    size = std::max(size, std::abs(static_cast<double>(b[i])));
  }
  return difference / size;
}
