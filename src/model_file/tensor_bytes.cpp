#include "model_file/tensor_bytes.hpp"

#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/small_floats.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

template <class Stored>
void append_bytes(Stored value, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::size_t size_of(FloatType type) { return type == FloatType::f64 ? 8 : type == FloatType::f32 ? 4 : 2; }

std::string float_bytes(const std::vector<double>& values, FloatType type, const std::string& title) {
  std::string bytes;
  bytes.reserve(values.size() * size_of(type));
  for (const double value : values) {
    const std::uint16_t half = type == FloatType::f16 ? to_half(value) : to_bfloat16(value);
    const bool is_finite = type == FloatType::f16    ? std::isfinite(from_half(half))
                           : type == FloatType::bf16 ? std::isfinite(from_bfloat16(half))
                           : type == FloatType::f32  ? is_finite_float(value)
                                                     : std::isfinite(value);
    if (!is_finite)
      throw UserError(title + ": " + to_shortest(value) +
                      " is beyond the range of its type; save the model as float32");
    if (type == FloatType::f64)
      append_bytes(value, bytes);
    else if (type == FloatType::f32)
      append_bytes(static_cast<float>(value), bytes);
    else
      append_bytes(half, bytes);
  }
  return bytes;
}

std::vector<std::size_t> edited_shape(std::vector<std::size_t> shape, const TensorEdit& edit,
                                      const std::string& title) {
  for (const auto& [axis, places] : edit.kept) {
    const bool fits = axis < shape.size() && !places.empty() && places.back() < shape[axis];
    if (!fits) throw UserError(title + " has no place for every unit; its units cannot be removed");
    shape[axis] = places.size();
  }
  const std::size_t count = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  if (edit.values && edit.values->size() != count)
    throw UserError(title + " has no place for every unit; its units cannot be removed");
  return shape;
}

std::string kept_bytes(std::string_view bytes, const std::vector<std::size_t>& shape, std::size_t element_size,
                       const TensorEdit& edit) {
  std::string kept(bytes);
  std::vector<std::size_t> extents = shape;
  for (const auto& [axis, places] : edit.kept) {
    // what follows of an axis lies together
    std::size_t inner = element_size, outer = 1;
    for (std::size_t a = 0; a < extents.size(); ++a) (a < axis ? outer : inner) *= a == axis ? 1 : extents[a];
    std::string next;
    next.reserve(outer * places.size() * inner);
    for (std::size_t o = 0; o < outer; ++o)
      for (const std::size_t place : places) next.append(kept, (o * extents[axis] + place) * inner, inner);
    kept = std::move(next);
    extents[axis] = places.size();
  }
  return kept;
}

}  // namespace reluscope
