#pragma once

#include "cli/command.hpp"
#include "cli/gradcheck.hpp"
#include "cli/report_options.hpp"
#include "cli/train_options.hpp"

namespace reluscope {

/// What every command is told.
struct ProgramOptions {
  TrainOptions train;
  CheckOptions check;
  CompareOptions compare;
  RenderOptions render;
  GradcheckOptions gradcheck;
};

/// The program as its users know it: its commands with their options, which set what is given here and must outlive it.
Manual manual(ProgramOptions& options);

}  // namespace reluscope
