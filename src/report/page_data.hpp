#pragma once

#include <nlohmann/json_fwd.hpp>

namespace reluscope {

/// What the script of a page shows of a report: all of it but what would make the page large. Those are the greatest
/// pre-activations by epoch and the witnesses, if they are many, and then every second epoch, as often as needed.
nlohmann::ordered_json page_data(nlohmann::ordered_json report);

}  // namespace reluscope
