#include "report/format.hpp"

#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/summary_text.hpp"

namespace reluscope {

std::string formatted(const Report& report, Format format, const Terminal& terminal) {
  switch (format) {
    case Format::text:
      return summary_text(report, terminal);
    case Format::markdown:
      return markdown(report);
    case Format::junit:
      return junit(report);
  }
  return "";
}

}  // namespace reluscope
