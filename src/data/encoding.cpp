#include "data/encoding.hpp"

#include <set>

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
  std::set<std::string> taken;  // a column may be called "c=u" beside the category u of c
  for (std::string& name : names) {
    std::string unique = name;
    for (int twin = 2; !taken.insert(unique).second; ++twin) unique = name + " (" + std::to_string(twin) + ")";
    name = unique;
  }
  return names;
}

}  // namespace reluscope
