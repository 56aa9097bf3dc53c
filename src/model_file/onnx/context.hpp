#pragma once

#include <cstddef>
#include <string>

#include "model_file/onnx/model.hpp"

namespace reluscope {

/// "node 'Gemm_3' (Gemm)", "node of 'y' (Scaler of ai.onnx.ml)".
std::string title_of(const OnnxNode& node);

/// What the parts of the reader of a graph share.
class OnnxContext {
 public:
  /// file, producer: for messages; they must live on. bytes: the size of the file.
  OnnxContext(const std::string& file, const std::string& producer, std::size_t bytes)
      : m_file(file), m_producer(producer), m_values_left(k_free_values + k_values_per_byte * bytes) {}

  const std::string& file() const { return m_file; }
  std::size_t values_left() const { return m_values_left; }
  /// Throws the UserError that names file, node, operator, domain and exporter. why: "has an axis too many".
  [[noreturn]] void fail(const OnnxNode& node, const std::string& why) const { fail(title_of(node) + " " + why); }
  [[noreturn]] void fail(const std::string& what) const;
  /// "; the file was written by pytorch 1.13"; empty if the file does not say.
  std::string origin() const;
  /// To be called before so many numbers are allocated. Throws UserError if they are more than the file can have.
  void take_values(std::size_t count, const std::string& title);
  /// Another file has as many more bytes.
  void add_file(std::size_t bytes) { m_values_left += k_values_per_byte * bytes; }
  /// The number of elements; throws UserError if it is too large for a file, or an extent is negative.
  std::size_t element_count(const std::vector<std::int64_t>& dims, const std::string& title) const;

 private:
  // A number takes two bytes at least; it is read, laid out otherwise and made a part of a layer.
  static constexpr std::size_t k_values_per_byte = 4, k_free_values = std::size_t{1} << 16;

  const std::string& m_file;
  const std::string& m_producer;
  std::size_t m_values_left;
};

}  // namespace reluscope
