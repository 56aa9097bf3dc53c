#include "diagnosis/evidence/class_quality.hpp"

#include "data/row_source.hpp"
#include "stats/class_predictions.hpp"

namespace reluscope {

std::vector<ClassQuality> class_qualities(const Network<float>& network, const Dataset& dataset, ThreadPool& pool) {
  const Encoding& encoding = dataset.encoding;
  if (encoding.task != Task::classification) return {};
  const Split& split = dataset.validation.rows() > 0 ? dataset.validation : dataset.training;
  MemoryRows rows(split.inputs);
  std::optional<ClassPredictions> predictions(std::in_place, network, split.labels);
  run_probes(network, rows, pool, predictions);
  std::vector<ClassQuality> classes;
  for (const std::string& name : encoding.classes) classes.push_back({.name = name, .mistaken_for = {}});
  std::vector<std::int64_t> most_mistaken(classes.size());
  for (const auto& [pair, count] : predictions->rows()) {
    const auto label = static_cast<std::size_t>(pair.first), predicted = static_cast<std::size_t>(pair.second);
    classes[label].rows += count;
    classes[predicted].predicted += count;
    if (label == predicted) {
      classes[label].correct += count;
    } else if (count > most_mistaken[label]) {
      most_mistaken[label] = count;
      classes[label].mistaken_for = encoding.classes[predicted];
    }
  }
  return classes;
}

}  // namespace reluscope
