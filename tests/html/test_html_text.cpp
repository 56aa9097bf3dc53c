#include <doctest/doctest.h>

#include "html/html_text.hpp"
#include "html/unit_strip.hpp"

using namespace reluscope;

TEST_CASE("plain text has no markup in it") {
  CHECK(html_plain("<b a='1' c=\"2\">&amp;</b>") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&lt;/b&gt;");
  CHECK(html_plain("two\nlines") == "two lines");
  CHECK(html_plain("päron \xF0\x9F\x8D\x90") == "päron \xF0\x9F\x8D\x90");
}

TEST_CASE("an element ends with its name alone") {
  CHECK(element("td class=\"n\"", "1") == "<td class=\"n\">1</td>");
  CHECK(html_code("a<b") == "<code>a&lt;b</code>");
}

TEST_CASE("the first cell of a row is its head, and columns of numbers are marked") {
  const std::string table = html_table({.caption = "A & B", .heads = {"name", "#value"}, .rows = {{"x", "1"}}});
  CHECK(table.find("<caption>A &amp; B</caption>") != std::string::npos);
  CHECK(table.find("<th scope=\"col\">name</th><th scope=\"col\" class=\"n\">value</th>") != std::string::npos);
  CHECK(table.find("<tr><th scope=\"row\">x</th><td class=\"n\">1</td></tr>") != std::string::npos);
}

TEST_CASE("a strip has a shape for each unit, another for each kind") {
  constexpr std::string_view kinds[] = {"dead", "active", "dead", "sparse"};
  const std::string strip = unit_strip(kinds, "of \"x\"");
  CHECK(strip.find("aria-label=\"of &quot;x&quot;\"") != std::string::npos);
  CHECK(strip.find("<path class=\"unit dead\" d=\"M1 1h10v10h-10zM3 3l6 6M9 3l-6 6M25 1h10") != std::string::npos);
  CHECK(strip.find("<path class=\"unit active\" d=\"M14 2h8v8h-8z\"") != std::string::npos);
  CHECK(strip.find("<path class=\"unit sparse\" d=\"M40 4h4v4h-4z\"") != std::string::npos);
}
