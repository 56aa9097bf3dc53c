#include "model_file/onnx/folding_lists.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "model_file/onnx/arguments.hpp"

namespace reluscope {

OnnxConstant fold_concat(const ConstantsNode& given) {
  const OnnxConstant& first = given.input(0);
  const std::size_t axis =
      checked_axis(static_cast<double>(given.node.integer("axis", 0)), first.rank(), given.node, given.context);
  OnnxConstant result{.dims = first.dims, .is_integer = first.is_integer};
  result.dims[axis] = 0;
  for (std::size_t i = 0; i < given.inputs.size(); ++i) {
    std::vector<std::int64_t> others = given.input(i).dims;
    if (others.size() != first.rank()) given.fail_shape();
    result.dims[axis] += std::exchange(others[axis], first.dims[axis]);
    if (others != first.dims) given.fail_shape();
  }
  result.values = given.allocate(result.dims);
  const auto middle = std::next(first.dims.begin(), static_cast<std::ptrdiff_t>(axis));
  const std::int64_t blocks = std::accumulate(first.dims.begin(), middle, std::int64_t{1}, std::multiplies<>());
  for (std::int64_t block = 0; block < blocks; ++block)
    for (std::size_t i = 0; i < given.inputs.size(); ++i) {
      const std::vector<double>& values = given.input(i).values;
      const auto size = static_cast<std::ptrdiff_t>(values.size()) / blocks;
      const auto begin = std::next(values.begin(), block * size);
      result.values.insert(result.values.end(), begin, std::next(begin, size));
    }
  return result;
}

OnnxConstant fold_gather(const ConstantsNode& given) {
  const OnnxConstant &from = given.input(0), &indices = given.input(1);
  if (from.rank() == 0 || given.node.integer("axis", 0) != 0)
    given.fail("gathers along another axis than the first; simplify the model first, as with onnxsim");
  const std::int64_t extent = from.dims.front();
  OnnxConstant result{.dims = indices.dims, .is_integer = from.is_integer};
  result.dims.insert(result.dims.end(), std::next(from.dims.begin()), from.dims.end());
  if (result.rank() > k_most_axes) given.fail_shape();
  result.values = given.allocate(result.dims);
  const auto size = extent > 0 ? static_cast<std::int64_t>(from.values.size()) / extent : 0;
  for (const double from_either_end : indices.values) {
    const double index = from_either_end < 0 ? from_either_end + static_cast<double>(extent) : from_either_end;
    if (!(index >= 0 && index < static_cast<double>(extent))) given.fail_shape();
    const auto begin = std::next(from.values.begin(), static_cast<std::int64_t>(index) * size);
    result.values.insert(result.values.end(), begin, std::next(begin, size));
  }
  return result;
}

OnnxConstant fold_slice(const ConstantsNode& given) {
  const OnnxConstant& from = given.input(0);
  const auto starts = integers_of(given.node, given.inputs, "starts", 1),
             ends = integers_of(given.node, given.inputs, "ends", 2);
  const auto steps = integers_of(given.node, given.inputs, "steps", 4);
  const bool has_step = steps && (steps->size() != 1 || steps->front() != 1);
  if (from.rank() != 1 || !starts || !ends || starts->size() != 1 || ends->size() != 1 || has_step)
    given.fail("cuts a tensor in a way that is not read; simplify the model first, as with onnxsim");
  const auto size = static_cast<double>(from.values.size());
  const auto bound = [&](double at) { return std::clamp(at < 0 ? at + size : at, 0.0, size); };
  const double begin = bound(starts->front()), end = std::max(begin, bound(ends->front()));
  if (std::isnan(begin) || std::isnan(end)) given.fail_shape();
  OnnxConstant result{.is_integer = from.is_integer};
  result.values.assign(std::next(from.values.begin(), static_cast<std::ptrdiff_t>(begin)),
                       std::next(from.values.begin(), static_cast<std::ptrdiff_t>(end)));
  result.dims = {static_cast<std::int64_t>(result.values.size())};
  return result;
}

OnnxConstant fold_shape(const ConstantsNode& given) {
  OnnxConstant result{.is_integer = true};
  for (const std::int64_t extent : given.input(0).dims) result.values.push_back(static_cast<double>(extent));
  result.dims = {static_cast<std::int64_t>(result.values.size())};
  return result;
}

}  // namespace reluscope
