#pragma once

#include <vector>

#include "linalg/matrix.hpp"
#include "model/network.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// For each hidden layer HᵀH (units × units) or HHᵀ (rows × rows), whichever is smaller, H the rows × units activations
/// on the given rows; products and sums in double. Its eigenvalues are the squares of H's singular values. A layer is
/// one thread's.
std::vector<Matrix<double>> activation_grams(const Network<float>& network, MatrixView<const float> inputs,
                                             ThreadPool& pool);

}  // namespace reluscope
