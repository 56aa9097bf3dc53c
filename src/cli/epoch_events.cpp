#include "cli/epoch_events.hpp"

#include "report/epoch_json.hpp"

namespace reluscope {

EpochEvents::EpochEvents(const LineFile& file, const ActivityTracker& tracker, const Dataset& dataset,
                         double sparse_below)
    : m_file(file), m_tracker(tracker), m_dataset(dataset), m_quality_at(dataset), m_sparse_below(sparse_below) {}

ObserverDecision EpochEvents::epoch_ended(const EpochEnd& /*end*/) {
  flush_pending();
  return ObserverDecision::proceed;
}

void EpochEvents::training_ended(const EpochEnd& /*end*/) { flush_pending(); }

void EpochEvents::flush_pending() {
  for (; m_written < m_tracker.history().size(); ++m_written) m_file.write(line_for(m_tracker.history()[m_written]));
}

std::string EpochEvents::line_for(const EpochActivity& look) const {
  EpochRecord news{.quality = m_quality_at(look)};
  const auto rows = static_cast<std::int64_t>(m_dataset.training.rows());
  for (const auto& active_rows : look.active_rows) news.layers.push_back(layer_status(active_rows, rows, m_sparse_below));
  for (const LivenessChange& change : look.switches) {
    const bool died = look.active_rows[change.layer][change.unit] == 0;
    (died ? news.died : news.revived).emplace_back(change.layer, change.unit);
  }
  return epoch_line(news, m_dataset.encoding.task);
}

}  // namespace reluscope
