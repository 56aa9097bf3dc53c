#pragma once

#include <string>

#include "report/painting.hpp"
#include "report/report.hpp"

namespace reluscope {

/// What a report comes to.
struct Conclusion {
  std::string state;  // what is wrong, or that nothing is: "36 of 96 units dead, 5 for good, since epoch 2"
  bool is_healthy = false;
  std::string cause;  // "the learning rate"; of what may go wrong if it is healthy; empty without one
  std::string cure;   // "--lr 0.1"; empty without one
};
Conclusion conclusion_of(const Report& report);

/// The report in one line that stands alone: the verdict, the number, the cause and what to try. "36 of 96 units dead,
/// 5 for good, since epoch 2: the learning rate; try --lr 0.1 (reluscope remedy tries it)"
std::string conclusion(const Report& report, const Painter& paint);

}  // namespace reluscope
