#include "model_file/onnx/folding_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "model_file/onnx/arguments.hpp"
#include "model_file/onnx/external_data.hpp"

namespace reluscope {

OnnxConstant fold_identity(const ConstantsNode& given) { return given.copy(); }

OnnxConstant fold_constant(const ConstantsNode& given) {
  OnnxConstant result;
  for (const OnnxAttribute& attribute : given.node.attributes) {
    if (attribute.name == "value_float" && attribute.f) result.values = {double{*attribute.f}};
    if (attribute.name == "value_int" && attribute.i) {
      result.values = {static_cast<double>(*attribute.i)};
      result.is_integer = true;
    }
    if (attribute.name == "value_floats") {
      result.values.assign(attribute.floats.begin(), attribute.floats.end());
      result.dims = {static_cast<std::int64_t>(result.values.size())};
    }
    if (attribute.name == "value_ints") {
      result.values.assign(attribute.ints.begin(), attribute.ints.end());
      result.dims = {static_cast<std::int64_t>(result.values.size())};
      result.is_integer = true;
    }
    if (attribute.name == "value_string" || attribute.name == "value_strings") result.is_opaque = true;
  }
  if (!result.is_opaque && result.values.empty()) given.fail("has no value that is read; export the model again");
  return result;
}

OnnxConstant fold_constant_of_shape(const ConstantsNode& given) {
  std::vector<std::int64_t> dims;
  for (const double extent : given.input(0).values) dims.push_back(whole_extent(extent));
  OnnxConstant result{.dims = dims, .values = given.allocate(dims)};
  double fill = 0;
  if (const OnnxAttribute* value = given.node.attribute("value"); value != nullptr && value->t) {
    ModelBytes none;
    ExternalData external(none);
    const OnnxConstant one = constant_of(*value->t, "", external, given.context);
    if (one.values.size() != 1) given.fail_shape();
    fill = one.values.front();
    result.is_integer = one.is_integer;
  }
  result.values.assign(given.context.element_count(dims, title_of(given.node)), fill);
  return result;
}

OnnxConstant fold_cast(const ConstantsNode& given) {
  constexpr std::array<std::int64_t, 4> k_floats = {1, 10, 11, 16};
  OnnxConstant result = given.copy();
  const std::int64_t to = given.node.integer("to", 1);
  const bool to_float = std::ranges::find(k_floats, to) != k_floats.end();
  if (to == 8) return {.is_opaque = true};
  if (!to_float && !result.is_integer) {
    result.tensor.clear();
    for (double& value : result.values) value = std::trunc(value);
  }
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (to_float && result.is_integer && !std::ranges::all_of(result.values, is_finite))
    return result;  // a shape on its way through a float (tf2onnx); it comes back as a whole number
  result.is_integer = !to_float;
  return result;
}

}  // namespace reluscope
