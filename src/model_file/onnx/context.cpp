#include "model_file/onnx/context.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {

std::string title_of(const OnnxNode& node) {
  const bool has_name = !node.name.empty();
  const std::string_view output = node.outputs.empty() ? "" : node.outputs.front();
  std::string title = (has_name ? "node " : "node of ") + in_quotes(has_name ? node.name : output) + " (" +
                      one_line(std::string(node.op.substr(0, 80)));
  if (!node.domain.empty()) title += " of " + one_line(std::string(node.domain.substr(0, 80)));
  return title + ")";
}

std::string OnnxContext::origin() const {
  return m_producer.empty() ? "" : "; the file was written by " + one_line(m_producer.substr(0, 80));
}

void OnnxContext::fail(const std::string& what) const { throw UserError(m_file + ": " + what + origin()); }

void OnnxContext::take_values(std::size_t count, const std::string& title) {
  if (count > m_values_left)
    fail(title + " makes more numbers than a file of its size has weights; it is damaged, or no MLP");
  m_values_left -= count;
}

std::size_t OnnxContext::element_count(const std::vector<std::int64_t>& dims, const std::string& title) const {
  constexpr std::int64_t k_most = std::int64_t{1} << 40;  // so that sums and products of extents cannot overflow
  std::int64_t count = 1;
  bool is_empty = false;
  for (const std::int64_t dim : dims) {
    is_empty = is_empty || dim == 0;
    if (dim < 0 || __builtin_mul_overflow(count, std::max(dim, std::int64_t{1}), &count) || count > k_most)
      fail(title + " has an impossible shape; the file is damaged; export the model again");
  }
  return is_empty ? 0 : static_cast<std::size_t>(count);
}

}  // namespace reluscope
