#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "html/html_page.hpp"
#include "html/page_files.hpp"
#include "support/base64.hpp"
#include "support/sha256.hpp"

using namespace reluscope;

TEST_CASE("data cannot end its element, and is what it was") {
  const nlohmann::ordered_json data = {{"name", "</script><!--<script>"}, {"value", 0.1}};
  const std::string page = html_page({.kind = "k", .title = "a<b", .body = "<p>x</p>\n"}, data);
  const std::string opening = "<script type=\"application/json\" id=\"data\">";
  const std::size_t start = page.find(opening) + opening.size();
  const std::string held = page.substr(start, page.find("</script>", start) - start);
  CHECK(held.find('<') == std::string::npos);
  CHECK(nlohmann::ordered_json::parse(held) == data);
  CHECK(page.find("<title>a&lt;b</title>") != std::string::npos);
}

TEST_CASE("the policy has the hashes of the style and of the script") {
  const std::string page = html_page({.kind = "k", .title = "t", .body = ""}, nullptr);
  for (const std::string_view file : {k_page_style, k_page_script}) {
    Sha256 hash;
    hash.update(file);
    CHECK(page.find("'sha256-" + base64(hash.digest()) + "'") != std::string::npos);
    CHECK(page.find(file) != std::string::npos);
  }
}

TEST_CASE("a digest is that of FIPS 180-2, appendix B.1") {
  Sha256 hash;
  hash.update(std::string_view("abc"));
  CHECK(base64(hash.digest()) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST_CASE("large data is packed") {
  const nlohmann::ordered_json data = {{"list", std::vector<int>(100'000, 7)}};
  const std::string page = html_page({.kind = "k", .title = "t", .body = ""}, data);
  CHECK(page.find("id=\"data\" data-packed=\"gzip\">H4sIAAAAAAAC") != std::string::npos);
  CHECK(page.size() < k_page_script.size() + k_page_style.size() + 10'000);
}
