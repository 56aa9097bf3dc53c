#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model_file/onnx/constant.hpp"

namespace reluscope {

/// How the features of rows lie in a tensor of a graph: which of its axes goes over the rows, and that the others, in
/// row-major order, go over the features. Functions that return false leave a shape of no use: the graph does
/// something else than a network on rows.
class RowShape {
 public:
  /// dims: −1 of an unknown extent. No dims are an unknown shape, which is taken for rows × features.
  explicit RowShape(const std::optional<std::vector<std::int64_t>>& dims);

  bool is_known() const { return m_is_known; }
  const std::vector<std::int64_t>& dims() const { return m_dims; }
  std::size_t rank() const { return m_dims.size(); }
  /// How many features a row has; none if it is not known.
  std::optional<std::size_t> feature_count() const;
  /// Whether all features lie along one axis.
  bool is_vector() const;

  /// The only axis of features, if it has this extent; none if they lie along several.
  std::optional<std::size_t> feature_axis(std::int64_t extent);

  /// The axis `from_end` (1: the last, 2: the one before) is summed over with weights; the result has `units` there.
  /// False if it cannot be the axis of all features.
  bool contract(std::size_t from_end, std::size_t inputs, std::int64_t units);
  /// As the transpose of a matrix.
  bool transpose();
  bool permute(const std::vector<std::size_t>& perm);
  /// The same elements in the same order. 0 is copied, −1 worked out. shape: with k_row_count and k_unknown_extent.
  bool reshape(const std::vector<double>& shape, bool copies_zeros);
  bool flatten(std::int64_t axis);
  bool unsqueeze(const std::vector<double>& axes);
  /// axes: null for all axes of one.
  bool squeeze(const std::vector<double>* axes);
  /// As numbers of a Shape node.
  std::vector<double> extents();

  /// How a constant lies on the features.
  struct Spread {
    std::vector<std::size_t> index;        // of each feature, which element; one for all features: only that
    std::optional<std::size_t> unit_axis;  // of the constant, if its elements are one for each feature, along one axis
  };
  /// constant: its dims. By NumPy's rules of broadcasting; the shape becomes that of the result. None if rows differ in
  /// it, it changes how many features there are, or they are more than `most_features`.
  std::optional<Spread> spread(const std::vector<std::int64_t>& constant, std::size_t most_features);

  /// Whether what was done to the shape is only right for one row at a time, though there may be more.
  bool is_for_one_row() const { return m_is_for_one_row; }
  /// "[?, 4]", for messages.
  std::string text() const;

 private:
  static constexpr std::int64_t k_unknown = -1;

  /// Settles which axis goes over the rows if nothing has said so yet: the first, but in a column vector the second.
  void settle();
  std::int64_t row_extent() const { return m_row_axis ? m_dims[*m_row_axis] : 1; }
  bool is_row_axis(std::size_t axis) const { return m_row_axis == axis; }
  /// New axes for the same features.
  bool lay_out(std::vector<std::int64_t> dims, std::optional<std::size_t> row_axis);

  bool m_is_known;
  bool m_is_settled;
  bool m_is_for_one_row = false;
  std::vector<std::int64_t> m_dims;
  std::optional<std::size_t> m_row_axis;
};

}  // namespace reluscope
