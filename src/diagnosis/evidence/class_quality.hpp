#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "model/network.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// How a class is predicted on some rows.
struct ClassQuality {
  std::string name;
  std::int64_t rows = 0;                    // of the class
  std::int64_t predicted = 0;               // rows predicted to be of it
  std::int64_t correct = 0;                 // those of both
  std::optional<std::string> mistaken_for;  // the other class that most of its rows are predicted as; none if no row is
};

/// Of every class: on the held-out rows, or on the training rows if none are held out. Empty of regression.
std::vector<ClassQuality> class_qualities(const Network<float>& network, const Dataset& dataset, ThreadPool& pool);

}  // namespace reluscope
