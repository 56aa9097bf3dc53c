#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "linalg/matrix_view.hpp"
#include "model/activation.hpp"
#include "stats/activation_stats.hpp"
#include "stats/even_rows.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// What the numbers of an activation file are.
struct ActivityOptions {
  Activation activation;         // f
  bool pre_activations = false;  // the file holds z, else h = f(z)
};

/// What one layer of an activation file did.
struct LayerActivity {
  std::string name;
  std::size_t rows;
  ActivationStats stats;        // max_preactivation: NaN where the file does not tell it
  EvenRows chosen;              // of the rows, for ranks: all, or evenly spaced ones; the same of every layer
  AlignedVector<float> sample;  // their activations; chosen.size × units
  bool has_negative = false;    // whether a number of the file is below 0: if none is, it does not look like z

  MatrixView<const float> sampled_rows() const { return {sample.data(), chosen.size, stats.active_rows.size()}; }
};

/// What an activation file says.
struct FileActivity {
  std::vector<LayerActivity> layers;  // in its order; at least one
  std::string sha256;                 // of the file
};

/// Reads an activation file (see ActivationFile) from its first row to its last. Takes at most 64 MB beside the result,
/// whatever the file says; the result does not depend on the threads. Throws UserError as ActivationFile does; and if a
/// number is not finite in float32, or is none that the activation function gives.
FileActivity read_activity(const std::string& path, const ActivityOptions& options, ThreadPool& pool);

}  // namespace reluscope
