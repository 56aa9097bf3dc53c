#include "model_file/onnx/folding_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model_file/onnx/arguments.hpp"
#include "model_file/onnx/strides.hpp"

namespace reluscope {
namespace {

bool is_special(double value) { return !std::isfinite(value); }

/// What is made of the unknown extents of a shape is unknown, but for what leaves them as they are.
double combine(const ConstantsNode& given, double a, double b, double neutral, double result) {
  if (!given.input(0).is_integer || (!is_special(a) && !is_special(b))) return result;
  if (b == neutral) return a;
  return a == neutral ? b : k_unknown_extent;
}

template <class Operation>
OnnxConstant fold_each(const ConstantsNode& given, const Operation& operation) {
  OnnxConstant result = given.copy();
  result.tensor.clear();
  for (double& value : result.values) value = operation(value);
  return result;
}

/// NumPy's broadcasting, and that of the operators before version 7, which lays b along given axes of a.
template <class Operation>
OnnxConstant fold_binary(const ConstantsNode& given, const Operation& operation) {
  OnnxConstant a = given.input(0), b = given.input(1);
  lay_along_axis(b, given.node, a.rank(), given.opset);
  const std::size_t rank = std::max(a.rank(), b.rank());
  for (OnnxConstant* operand : {&a, &b}) operand->dims.insert(operand->dims.begin(), rank - operand->rank(), 1);
  OnnxConstant result{.is_integer = a.is_integer && b.is_integer};
  std::vector<std::size_t> a_steps = strides_of(a.dims), b_steps = strides_of(b.dims);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::int64_t extent = a.dims[axis] == 1 ? b.dims[axis] : a.dims[axis];
    if (b.dims[axis] != 1 && b.dims[axis] != extent) given.fail_shape();
    if (a.dims[axis] == 1) a_steps[axis] = 0;
    if (b.dims[axis] == 1) b_steps[axis] = 0;
    result.dims.push_back(extent);
  }
  result.values = given.allocate(result.dims);
  each_offset(result.dims, a_steps, [&](std::size_t offset) { result.values.push_back(a.values[offset]); });
  std::size_t next = 0;
  each_offset(result.dims, b_steps, [&](std::size_t offset) {
    result.values[next] = operation(result.values[next], b.values[offset]);
    ++next;
  });
  return result;
}

}  // namespace

OnnxConstant fold_negation(const ConstantsNode& given) {
  return fold_each(given, [](double value) { return -value; });
}

OnnxConstant fold_square_root(const ConstantsNode& given) {
  return fold_each(given, [](double value) { return std::sqrt(value); });
}

OnnxConstant fold_reciprocal(const ConstantsNode& given) {
  return fold_each(given, [](double value) { return 1 / value; });
}

OnnxConstant fold_sum(const ConstantsNode& given) {
  return fold_binary(given, [&](double a, double b) { return combine(given, a, b, 0, a + b); });
}

OnnxConstant fold_difference(const ConstantsNode& given) {
  return fold_binary(given, [&](double a, double b) { return combine(given, a, b, 0, a - b); });
}

OnnxConstant fold_product(const ConstantsNode& given) {
  return fold_binary(given, [&](double a, double b) { return combine(given, a, b, 1, a * b); });
}

OnnxConstant fold_quotient(const ConstantsNode& given) {
  const bool whole = given.input(0).is_integer && given.input(1).is_integer;
  return fold_binary(
      given, [&, whole](double a, double b) { return combine(given, a, b, 1, whole ? std::trunc(a / b) : a / b); });
}

OnnxConstant fold_product_of_all(const ConstantsNode& given) {
  OnnxConstant result{.is_integer = given.input(0).is_integer};
  double value = 1;
  for (const double factor : given.input(0).values)
    value = is_special(value) || is_special(factor) ? combine(given, value, factor, 1, 1) : value * factor;
  result.values = {value};
  if (given.node.integer("keepdims", 1) != 0) result.dims.assign(given.input(0).rank(), 1);
  return result;
}

}  // namespace reluscope
