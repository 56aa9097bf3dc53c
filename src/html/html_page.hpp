#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace reluscope {

/// One file that needs no other: what is in it can be read without its script, which adds to it what can be done.
struct HtmlPage {
  std::string kind;   // what it shows, for the script: a command
  std::string title;  // plain
  std::string body;   // markup
};

/// data: what the page shows, for the script; packed if it is large. A browser runs that script and no other, and
/// loads nothing (Content-Security-Policy).
std::string html_page(const HtmlPage& page, const nlohmann::ordered_json& data);

}  // namespace reluscope
