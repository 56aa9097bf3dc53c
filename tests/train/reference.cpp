#include "train/reference.hpp"

#include <fstream>

const nlohmann::json& reference() {
  static const nlohmann::json values = nlohmann::json::parse(std::ifstream(RELUSCOPE_REFERENCE "/optimizers.json"));
  return values;
}

const nlohmann::json& activation_reference() {
  static const nlohmann::json values = nlohmann::json::parse(std::ifstream(RELUSCOPE_REFERENCE "/activations.json"));
  return values;
}
