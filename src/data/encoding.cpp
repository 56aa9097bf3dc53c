#include "data/encoding.hpp"

namespace reluscope {

std::size_t Encoding::input_count() const {
  std::size_t count = 0;
  for (const FeatureEncoding& feature : features) count += feature.input_count();
  return count;
}

std::vector<std::string> Encoding::input_names() const {
  std::vector<std::string> names;
  for (const FeatureEncoding& feature : features) {
    if (!feature.categorical) names.push_back(feature.column);
    for (const std::string& category : feature.categories) names.push_back(feature.column + "=" + category);
  }
  return names;
}

}  // namespace reluscope
