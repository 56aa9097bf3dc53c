#pragma once

#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "report/format.hpp"

namespace reluscope {

/// Where the commands that read reports write to.
struct ResultOutput {
  std::string path = "-";
  bool quiet = false;
  bool no_colour = false;
};

struct CheckOptions {
  std::string report;
  std::vector<Gate> gates;
  ResultOutput output;
};

struct CompareOptions {
  std::string base;
  std::string now;
  std::vector<Gate> gates;
  ResultOutput output;
};

struct RenderOptions {
  std::string report;
  Format format = Format::text;
  std::string output = "-";
  bool no_colour = false;
};

}  // namespace reluscope
