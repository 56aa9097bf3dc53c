#include "model_file/model_format.hpp"

#include <algorithm>

namespace reluscope {
namespace {

/// Files are initialised in any order: the list is made when the first of them asks for it.
std::vector<ModelFormat>& registered_formats() {
  static std::vector<ModelFormat> formats;
  return formats;
}

}  // namespace

RegisterModelFormat::RegisterModelFormat(const ModelFormat& format) { registered_formats().push_back(format); }

std::vector<ModelFormat> model_formats() {
  std::vector<ModelFormat> formats = registered_formats();
  std::ranges::sort(formats, {}, &ModelFormat::name);
  return formats;
}

}  // namespace reluscope
