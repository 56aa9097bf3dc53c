#pragma once

#include <string>

#include "report/painting.hpp"
#include "report/report.hpp"

namespace reluscope {

/// The report in one line that stands alone: the verdict, the number, the cause and what to try. "36 of 96 units dead,
/// 5 for good, since epoch 2: the learning rate; try --lr 0.1 (reluscope remedy tries it)"
std::string conclusion(const Report& report, const Painter& paint);

}  // namespace reluscope
