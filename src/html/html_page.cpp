#include "html/html_page.hpp"

#include <nlohmann/json.hpp>

#include "html/html_text.hpp"
#include "html/page_files.hpp"
#include "support/base64.hpp"
#include "support/deflate.hpp"
#include "support/sha256.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string hash_of(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return "'sha256-" + base64(hash.digest()) + "'";
}

std::string policy() {
  return "default-src 'none'; script-src " + hash_of(k_page_script) + "; style-src " + hash_of(k_page_style) +
         "; img-src data:; base-uri 'none'; form-action 'none'";
}

/// Within a script element "</script" would end it, and "<!--" change how it is read.
std::string data_element(const nlohmann::ordered_json& data) {
  constexpr std::size_t k_small = 100'000;  // bytes
  const std::string text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  const bool is_small = text.size() <= k_small;
  return element(
             std::string(R"(script type="application/json" id="data")") + (is_small ? "" : R"( data-packed="gzip")"),
             is_small ? replaced(text, "<", "\\u003c") : base64(gzipped(text))) +
         "\n";
}

}  // namespace

std::string html_page(const HtmlPage& page, const nlohmann::ordered_json& data) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy() +
         "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"reluscope " +
         RELUSCOPE_VERSION + "\">\n" + element("title", html_plain(page.title)) + "\n" +
         element("style", std::string(k_page_style)) + "\n</head>\n<body data-kind=\"" + page.kind + "\">\n<main>\n" +
         page.body + "</main>\n" + data_element(data) + element("script", std::string(k_page_script)) +
         "\n</body>\n</html>\n";
}

}  // namespace reluscope
