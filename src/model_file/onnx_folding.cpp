#include "model_file/onnx_folding.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

namespace reluscope {
namespace {

using Dims = std::vector<std::int64_t>;
using Doubles = std::vector<double>;

/// An extent as a number of a shape: not what is only known by name.
std::int64_t whole_extent(double value) {
  constexpr double k_greatest = 9007199254740992.0;  // 2⁵³
  return std::isfinite(value) && std::abs(value) <= k_greatest ? static_cast<std::int64_t>(value) : -1;
}

/// For how many steps each axis goes through the values.
std::vector<std::size_t> strides_of(const Dims& dims) {
  std::vector<std::size_t> strides(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * static_cast<std::size_t>(dims[axis]);
  return strides;
}

/// Calls visit(offset) for every element of `dims`, in row-major order; strides: by which offset each axis steps.
template <class Visit>
void each_offset(const Dims& dims, const std::vector<std::size_t>& strides, const Visit& visit) {
  if (std::ranges::find(dims, 0) != dims.end()) return;
  std::vector<std::int64_t> index(dims.size(), 0);
  for (std::size_t offset = 0;;) {
    visit(offset);
    std::size_t axis = dims.size();
    for (;;) {
      if (axis == 0) return;
      --axis;
      offset += strides[axis];
      if (++index[axis] < dims[axis]) break;
      offset -= strides[axis] * static_cast<std::size_t>(dims[axis]);
      index[axis] = 0;
    }
  }
}

class NodeFolder {
 public:
  NodeFolder(const OnnxNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t opset, OnnxContext& context)
      : m_node(node), m_inputs(inputs), m_opset(opset), m_context(context) {}

  OnnxConstant fold() {
    if (!m_node.domain.empty()) return fold_opaque();
    const auto found = std::ranges::find(k_foldable, m_node.op, &Foldable::op);
    if (found == std::end(k_foldable)) return fold_opaque();
    if (m_node.op != "Constant")
      for (const ConstantPtr& constant : m_inputs)
        if (constant && constant->is_opaque) return fold_opaque();
    return found->fold(*this);
  }

 private:
  struct Foldable {
    std::string_view op;
    OnnxConstant (*fold)(NodeFolder&);
  };

  template <auto fold>
  static OnnxConstant call(NodeFolder& folder) {
    return (folder.*fold)();
  }

  [[noreturn]] void fail(const std::string& why) const { m_context.fail(m_node, why); }
  [[noreturn]] void fail_shape() const { fail("has inputs that do not fit each other; export the model again"); }

  const OnnxConstant& input(std::size_t position) const {
    if (position >= m_inputs.size() || !m_inputs[position]) fail("lacks an input; export the model again");
    return *m_inputs[position];
  }

  /// Texts may go through operators that only a tail has.
  OnnxConstant fold_opaque() const {
    const auto is_opaque = [](const ConstantPtr& constant) { return constant && constant->is_opaque; };
    if (std::ranges::any_of(m_inputs, is_opaque)) return {.is_opaque = true};
    fail("computes constants, in a way that is not read; simplify the model first, as with onnxsim");
  }

  Doubles allocate(const Dims& dims) {
    const std::size_t count = m_context.element_count(dims, title_of(m_node));
    m_context.take_values(count, title_of(m_node));
    Doubles values;
    values.reserve(count);
    return values;
  }

  OnnxConstant copy() {
    m_context.take_values(input(0).values.size(), title_of(m_node));
    return input(0);
  }

  OnnxConstant cast() {
    constexpr std::array<std::int64_t, 4> k_floats = {1, 10, 11, 16};
    OnnxConstant result = copy();
    const std::int64_t to = m_node.integer("to", 1);
    const bool to_float = std::ranges::find(k_floats, to) != k_floats.end();
    if (to == 8) return {.is_opaque = true};
    if (!to_float && !result.is_integer) {
      result.tensor.clear();
      for (double& value : result.values) value = std::trunc(value);
    }
    const auto is_special = [](double value) { return !std::isfinite(value); };
    if (to_float && result.is_integer && std::ranges::any_of(result.values, is_special)) {
      // a shape on its way through a float (tf2onnx); it comes back as a whole number
      result.is_integer = true;
      return result;
    }
    result.is_integer = !to_float;
    return result;
  }

  OnnxConstant constant() {
    OnnxConstant result;
    for (const OnnxAttribute& attribute : m_node.attributes) {
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
    if (!result.is_opaque && result.values.empty()) fail("has no value that is read; export the model again");
    return result;
  }

  OnnxConstant constant_of_shape() {
    Dims dims;
    for (const double extent : input(0).values) dims.push_back(whole_extent(extent));
    OnnxConstant result{.dims = dims, .values = allocate(dims)};
    double fill = 0;
    if (const OnnxAttribute* value = m_node.attribute("value"); value != nullptr && value->t) {
      ModelBytes none;
      ExternalData external(none);
      const OnnxConstant one = constant_of(*value->t, "", external, m_context);
      if (one.values.size() != 1) fail_shape();
      fill = one.values.front();
      result.is_integer = one.is_integer;
    }
    result.values.assign(m_context.element_count(dims, title_of(m_node)), fill);
    return result;
  }

  OnnxConstant transpose() {
    const OnnxConstant& from = input(0);
    const std::vector<std::size_t> perm = permutation_of(m_node, from.rank(), m_context);
    const std::vector<std::size_t> strides = strides_of(from.dims);
    OnnxConstant result{.is_integer = from.is_integer, .tensor = from.tensor};
    std::vector<std::size_t> steps;
    for (const std::size_t axis : perm) {
      result.dims.push_back(from.dims[axis]);
      steps.push_back(strides[axis]);
      if (!from.tensor.empty()) result.axes.push_back(from.axes[axis]);
    }
    result.values = allocate(result.dims);
    each_offset(result.dims, steps, [&](std::size_t offset) { result.values.push_back(from.values[offset]); });
    return result;
  }

  OnnxConstant reshape() {
    const OnnxConstant& from = input(0);
    const auto shape = integers_of(m_node, m_inputs, "shape", 1);
    if (!shape) fail("lacks its shape; export the model again");
    std::int64_t known = 1;
    std::size_t open = shape->size();
    Dims dims;
    for (std::size_t axis = 0; axis < shape->size(); ++axis) {
      std::int64_t extent = whole_extent((*shape)[axis]);
      if (extent == 0 && m_node.integer("allowzero", 0) == 0 && axis < from.rank()) extent = from.dims[axis];
      if (extent == -1 && open != shape->size()) fail_shape();
      if (extent == -1) open = axis;
      if (extent != -1 && __builtin_mul_overflow(known, extent, &known)) fail_shape();
      dims.push_back(extent);
    }
    const auto count = static_cast<std::int64_t>(from.values.size());
    if (open != shape->size()) dims[open] = known > 0 ? count / known : -1;
    if (m_context.element_count(dims, title_of(m_node)) != from.values.size()) fail_shape();
    OnnxConstant result = copy();
    if (dims != from.dims) result.tensor.clear();
    result.dims = dims;
    return result;
  }

  OnnxConstant flatten() {
    OnnxConstant result = copy();
    const double axis = static_cast<double>(m_node.integer("axis", 1));
    const auto cut = static_cast<std::ptrdiff_t>(axis == static_cast<double>(result.rank())
                                                     ? result.rank()
                                                     : checked_axis(axis, result.rank(), m_node, m_context));
    const auto middle = std::next(result.dims.begin(), cut);
    const std::int64_t rows = std::accumulate(result.dims.begin(), middle, std::int64_t{1}, std::multiplies<>());
    const Dims dims = {rows, rows > 0 ? static_cast<std::int64_t>(result.values.size()) / rows : 0};
    if (dims != result.dims) result.tensor.clear();
    result.dims = dims;
    return result;
  }

  OnnxConstant unsqueeze() {
    OnnxConstant result = copy();
    const auto axes = integers_of(m_node, m_inputs, "axes", 1);
    if (!axes || axes->size() + result.rank() > k_most_axes) fail_shape();
    std::vector<bool> is_new(result.rank() + axes->size(), false);
    for (const double axis : *axes) is_new[checked_axis(axis, is_new.size(), m_node, m_context)] = true;
    if (std::ranges::count(is_new, true) != static_cast<std::ptrdiff_t>(axes->size())) fail_shape();
    for (std::size_t axis = 0; axis < is_new.size(); ++axis) {
      if (!is_new[axis]) continue;
      const auto at = static_cast<std::ptrdiff_t>(axis);
      result.dims.insert(std::next(result.dims.begin(), at), 1);
      if (!result.tensor.empty()) result.axes.insert(std::next(result.axes.begin(), at), -1);
    }
    return result;
  }

  OnnxConstant squeeze() {
    const OnnxConstant& from = input(0);
    const auto axes = integers_of(m_node, m_inputs, "axes", 1);
    std::vector<bool> is_gone(from.rank(), false);
    if (axes)
      for (const double axis : *axes) is_gone[checked_axis(axis, from.rank(), m_node, m_context)] = true;
    OnnxConstant result = copy();
    result.dims.clear();
    result.axes.clear();
    for (std::size_t axis = 0; axis < from.rank(); ++axis) {
      if (is_gone[axis] && from.dims[axis] != 1) fail_shape();
      if (is_gone[axis] || (!axes && from.dims[axis] == 1)) continue;
      result.dims.push_back(from.dims[axis]);
      if (!from.tensor.empty()) result.axes.push_back(from.axes[axis]);
    }
    return result;
  }

  template <class Operation>
  OnnxConstant elementwise(const Operation& operation) {
    OnnxConstant result = copy();
    result.tensor.clear();
    for (double& value : result.values) value = operation(value);
    return result;
  }
  OnnxConstant negate() {
    return elementwise([](double value) { return -value; });
  }
  OnnxConstant square_root() {
    return elementwise([](double value) { return std::sqrt(value); });
  }
  OnnxConstant reciprocal() {
    return elementwise([](double value) { return 1 / value; });
  }

  /// NumPy's broadcasting, and that of the operators before version 7, which lays b along given axes of a.
  template <class Operation>
  OnnxConstant binary(const Operation& operation) {
    OnnxConstant a = input(0), b = input(1);
    if (m_opset < 7 && m_node.attribute("axis") != nullptr) {
      const std::int64_t axis = m_node.integer("axis", 0);
      while (axis >= 0 && axis + static_cast<std::int64_t>(b.rank()) < static_cast<std::int64_t>(a.rank()))
        b.dims.push_back(1);
    }
    const std::size_t rank = std::max(a.rank(), b.rank());
    for (OnnxConstant* operand : {&a, &b}) operand->dims.insert(operand->dims.begin(), rank - operand->rank(), 1);
    OnnxConstant result{.is_integer = a.is_integer && b.is_integer};
    std::vector<std::size_t> a_steps = strides_of(a.dims), b_steps = strides_of(b.dims);
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const std::int64_t extent = a.dims[axis] == 1 ? b.dims[axis] : a.dims[axis];
      if (b.dims[axis] != 1 && b.dims[axis] != extent) fail_shape();
      if (a.dims[axis] == 1) a_steps[axis] = 0;
      if (b.dims[axis] == 1) b_steps[axis] = 0;
      result.dims.push_back(extent);
    }
    result.values = allocate(result.dims);
    each_offset(result.dims, a_steps, [&](std::size_t offset) { result.values.push_back(a.values[offset]); });
    std::size_t next = 0;
    each_offset(result.dims, b_steps, [&](std::size_t offset) {
      result.values[next] = operation(result.values[next], b.values[offset]);
      ++next;
    });
    return result;
  }

  // What is made of the unknown extents of a shape is unknown, but for what leaves them as they are.
  static bool is_special(double value) { return !std::isfinite(value); }
  double combine(double a, double b, double neutral, double result) const {
    if (!input(0).is_integer || (!is_special(a) && !is_special(b))) return result;
    if (b == neutral) return a;
    return a == neutral ? b : k_unknown_extent;
  }
  OnnxConstant add() {
    return binary([this](double a, double b) { return combine(a, b, 0, a + b); });
  }
  OnnxConstant subtract() {
    return binary([this](double a, double b) { return combine(a, b, 0, a - b); });
  }
  OnnxConstant multiply() {
    return binary([this](double a, double b) { return combine(a, b, 1, a * b); });
  }
  OnnxConstant divide() {
    const bool whole = input(0).is_integer && input(1).is_integer;
    return binary([this, whole](double a, double b) { return combine(a, b, 1, whole ? std::trunc(a / b) : a / b); });
  }

  OnnxConstant concat() {
    const OnnxConstant& first = input(0);
    const std::size_t axis =
        checked_axis(static_cast<double>(m_node.integer("axis", 0)), first.rank(), m_node, m_context);
    OnnxConstant result{.dims = first.dims, .is_integer = first.is_integer};
    result.dims[axis] = 0;
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
      Dims others = input(i).dims;
      if (others.size() != first.rank()) fail_shape();
      result.dims[axis] += std::exchange(others[axis], first.dims[axis]);
      if (others != first.dims) fail_shape();
    }
    result.values = allocate(result.dims);
    const auto middle = std::next(first.dims.begin(), static_cast<std::ptrdiff_t>(axis));
    const std::int64_t blocks = std::accumulate(first.dims.begin(), middle, std::int64_t{1}, std::multiplies<>());
    for (std::int64_t block = 0; block < blocks; ++block)
      for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const Doubles& values = input(i).values;
        const auto size = static_cast<std::ptrdiff_t>(values.size()) / blocks;
        const auto begin = std::next(values.begin(), block * size);
        result.values.insert(result.values.end(), begin, std::next(begin, size));
      }
    return result;
  }

  /// Of a list, or the first axis of a tensor.
  OnnxConstant gather() {
    const OnnxConstant &from = input(0), &indices = input(1);
    if (from.rank() == 0 || m_node.integer("axis", 0) != 0)
      fail("gathers along another axis than the first; simplify the model first, as with onnxsim");
    const std::int64_t extent = from.dims.front();
    OnnxConstant result{.dims = indices.dims, .is_integer = from.is_integer};
    result.dims.insert(result.dims.end(), std::next(from.dims.begin()), from.dims.end());
    if (result.rank() > k_most_axes) fail_shape();
    result.values = allocate(result.dims);
    const auto size = extent > 0 ? static_cast<std::int64_t>(from.values.size()) / extent : 0;
    for (const double given : indices.values) {
      const double index = given < 0 ? given + static_cast<double>(extent) : given;
      if (!(index >= 0 && index < static_cast<double>(extent))) fail_shape();
      const auto begin = std::next(from.values.begin(), static_cast<std::int64_t>(index) * size);
      result.values.insert(result.values.end(), begin, std::next(begin, size));
    }
    return result;
  }

  /// Of a list: shapes are all that is cut.
  OnnxConstant slice() {
    const OnnxConstant& from = input(0);
    const auto starts = integers_of(m_node, m_inputs, "starts", 1), ends = integers_of(m_node, m_inputs, "ends", 2);
    const auto steps = integers_of(m_node, m_inputs, "steps", 4);
    const bool has_step = steps && (steps->size() != 1 || steps->front() != 1);
    if (from.rank() != 1 || !starts || !ends || starts->size() != 1 || ends->size() != 1 || has_step)
      fail("cuts a tensor in a way that is not read; simplify the model first, as with onnxsim");
    const auto size = static_cast<double>(from.values.size());
    const auto bound = [&](double given) { return std::clamp(given < 0 ? given + size : given, 0.0, size); };
    const double begin = bound(starts->front()), end = std::max(begin, bound(ends->front()));
    if (std::isnan(begin) || std::isnan(end)) fail_shape();
    OnnxConstant result{.is_integer = from.is_integer};
    result.values.assign(std::next(from.values.begin(), static_cast<std::ptrdiff_t>(begin)),
                         std::next(from.values.begin(), static_cast<std::ptrdiff_t>(end)));
    result.dims = {static_cast<std::int64_t>(result.values.size())};
    return result;
  }

  OnnxConstant shape() {
    OnnxConstant result{.is_integer = true};
    for (const std::int64_t extent : input(0).dims) result.values.push_back(static_cast<double>(extent));
    result.dims = {static_cast<std::int64_t>(result.values.size())};
    return result;
  }

  /// Of a whole list, such as the extents of a picture.
  OnnxConstant product() {
    OnnxConstant result{.is_integer = input(0).is_integer};
    double value = 1;
    for (const double factor : input(0).values)
      value = is_special(value) || is_special(factor) ? combine(value, factor, 1, 1) : value * factor;
    result.values = {value};
    if (m_node.integer("keepdims", 1) != 0) result.dims.assign(input(0).rank(), 1);
    return result;
  }

  static constexpr Foldable k_foldable[] = {
      {"Identity", call<&NodeFolder::copy>},
      {"Dropout", call<&NodeFolder::copy>},
      {"Cast", call<&NodeFolder::cast>},
      {"Constant", call<&NodeFolder::constant>},
      {"Transpose", call<&NodeFolder::transpose>},
      {"Reshape", call<&NodeFolder::reshape>},
      {"Flatten", call<&NodeFolder::flatten>},
      {"Unsqueeze", call<&NodeFolder::unsqueeze>},
      {"Squeeze", call<&NodeFolder::squeeze>},
      {"Neg", call<&NodeFolder::negate>},
      {"Sqrt", call<&NodeFolder::square_root>},
      {"Reciprocal", call<&NodeFolder::reciprocal>},
      {"Add", call<&NodeFolder::add>},
      {"Sub", call<&NodeFolder::subtract>},
      {"Mul", call<&NodeFolder::multiply>},
      {"Div", call<&NodeFolder::divide>},
      {"Concat", call<&NodeFolder::concat>},
      {"Gather", call<&NodeFolder::gather>},
      {"Slice", call<&NodeFolder::slice>},
      {"Shape", call<&NodeFolder::shape>},
      {"ReduceProd", call<&NodeFolder::product>},
      {"ConstantOfShape", call<&NodeFolder::constant_of_shape>},
  };

  const OnnxNode& m_node;
  const std::vector<ConstantPtr>& m_inputs;
  std::int64_t m_opset;
  OnnxContext& m_context;
};

}  // namespace

OnnxConstant fold_node(const OnnxNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t opset,
                       OnnxContext& context) {
  return NodeFolder(node, inputs, opset, context).fold();
}

std::shared_ptr<const std::vector<double>> integers_of(const OnnxNode& node, const std::vector<ConstantPtr>& inputs,
                                                       std::string_view name, std::size_t position) {
  if (const OnnxAttribute* attribute = node.attribute(name))
    return std::make_shared<Doubles>(attribute->ints.begin(), attribute->ints.end());
  if (position >= inputs.size() || !inputs[position]) return nullptr;
  return {inputs[position], &inputs[position]->values};
}

std::size_t checked_axis(double axis, std::size_t rank, const OnnxNode& node, const OnnxContext& context) {
  const double from_start = axis < 0 ? axis + static_cast<double>(rank) : axis;
  if (!(from_start >= 0 && from_start < static_cast<double>(rank)))
    context.fail(node, "names an axis that its input does not have; export the model again");
  return static_cast<std::size_t>(from_start);
}

std::vector<std::size_t> permutation_of(const OnnxNode& node, std::size_t rank, const OnnxContext& context) {
  std::vector<std::size_t> perm;
  if (const OnnxAttribute* given = node.attribute("perm")) {
    for (const std::int64_t axis : given->ints)
      perm.push_back(checked_axis(static_cast<double>(axis), rank, node, context));
  } else {
    for (std::size_t axis = rank; axis-- > 0;) perm.push_back(axis);
  }
  std::vector<std::size_t> sorted = perm;
  std::ranges::sort(sorted);
  for (std::size_t axis = 0; axis < sorted.size(); ++axis)
    if (sorted[axis] != axis) context.fail(node, "has a permutation of other axes; export the model again");
  if (perm.size() != rank) context.fail(node, "has a permutation of other axes; export the model again");
  return perm;
}

}  // namespace reluscope
