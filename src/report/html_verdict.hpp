#pragma once

#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "html/cited.hpp"

namespace reluscope {

/// What a page says first: the verdict, and in one sentence what is so, why, and what to do.
struct PageHead {
  std::string command;  // what was done, "train"
  std::string file;     // plain: of the data, or of the reports
  bool is_judged = false;
  std::vector<std::string> reasons;  // why the verdict is fail; empty if it is pass
  std::string state;                 // plain; "31 of 96 units dead, since epoch 1"
  std::string cause;                 // plain; empty without one
  std::string cure;                  // as options; empty without one
  std::string paste;                 // the command line with it; empty without one
  std::string run;                   // plain: what was run, in a line
};
std::string page_head(const PageHead& head);

/// The gates, as a table; empty without any. cited: of a document that has them as its `gates`.
std::string gates_html(const std::vector<GateResult>& gates, const Cited& cited);

/// Numbers with their names, large. figures: name and markup of each.
std::string key_figures(const std::vector<std::pair<std::string, std::string>>& figures);

}  // namespace reluscope
