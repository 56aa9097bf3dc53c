#pragma once

#include <cstddef>
#include <vector>

#include "model/network.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// How far the outputs of two networks lie apart, on the rows so far.
struct OutputChange {
  std::size_t rows = 0;
  std::size_t changed_rows = 0;  // rows on which any output differs
  double greatest_output = 0;    // of the first network, in magnitude
  double greatest_change = 0;    // ∞ where only one of the two is finite

  /// Of the greatest output.
  double relative() const { return greatest_change == 0 ? 0 : greatest_change / greatest_output; }
  void merge(const OutputChange& other);
};

/// Runs rows through two networks with as many inputs and outputs.
class OutputComparison {
 public:
  /// All must outlive it.
  OutputComparison(const Network<float>& a, const Network<float>& b, ThreadPool& pool);

  /// inputs: rows × inputs. The result does not depend on the threads.
  void add(MatrixView<const float> inputs);
  const OutputChange& change() const { return m_change; }

 private:
  const Network<float>& m_a;
  const Network<float>& m_b;
  ThreadPool& m_pool;
  std::vector<Workspace<float>> m_spaces_a, m_spaces_b;  // per thread
  OutputChange m_change;
};

}  // namespace reluscope
