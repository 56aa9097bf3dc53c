#include "diagnosis/layer_status.hpp"

#include <algorithm>

#include "diagnosis/measures.hpp"

namespace reluscope {

LayerStatus layer_status(const EpochActivity& epoch, std::size_t l, std::int64_t rows, const StatusRule& rule) {
  const std::vector<std::int64_t>& active_rows = epoch.active_rows[l];
  LayerStatus layer;
  double inactive = 0;
  for (std::size_t i = 0; i < active_rows.size(); ++i) {
    const double max_derivative = epoch.max_derivative.empty() ? 0 : epoch.max_derivative[l][i];
    const UnitStatus status = rule.status_of(active_rows[i], rows, max_derivative);
    layer.dead += status == UnitStatus::dead;
    layer.saturated += status == UnitStatus::saturated;
    layer.sparse += status == UnitStatus::sparse;
    inactive += 1 - static_cast<double>(active_rows[i]) / static_cast<double>(rows);
  }
  std::vector<double> absolute_means = epoch.absolute_sum[l];
  for (double& mean : absolute_means) mean /= static_cast<double>(rows);
  layer.dormant =
      std::ranges::count_if(dormancy_scores(absolute_means), [&](double score) { return score <= rule.dormant_tau; });
  if (!epoch.singular_values.empty()) layer.effective_rank = effective_rank(epoch.singular_values[l]);
  layer.apoz = inactive / static_cast<double>(active_rows.size());
  return layer;
}

}  // namespace reluscope
