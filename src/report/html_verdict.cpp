#include "report/html_verdict.hpp"

#include <cctype>

#include "html/html_text.hpp"

namespace reluscope {
namespace {

std::string capitalized(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace

std::string page_head(const PageHead& head) {
  const bool fails = !head.reasons.empty();
  std::string sentence;
  if (fails || head.is_judged)
    sentence +=
        element(std::string("span class=\"verdict ") + (fails ? "fail\"" : "pass\""), fails ? "✕ Fail" : "✓ Pass") +
        " ";
  sentence += html_plain(capitalized(head.state));
  std::string why = html_plain(head.cause);
  if (!head.cure.empty()) why += (why.empty() ? "try " : "; try ") + html_code(head.cure);
  if (!why.empty())
    sentence += (head.state.empty() ? "" : element("span class=\"visually-hidden\"", ": ")) +
                element("span class=\"why\"", why);
  std::string text = element("p class=\"eyebrow\"", "reluscope " + head.command + " · " + html_plain(head.file)) +
                     "\n" + element("h1", sentence) + "\n";
  if (fails) {
    std::string reasons;
    for (const std::string& reason : head.reasons) reasons += element("li", html_plain(reason));
    text += element("ul class=\"reasons\"", reasons) + "\n";
  }
  if (!head.paste.empty()) text += html_command(head.paste);
  if (!head.run.empty()) text += element("p class=\"quiet\"", html_plain(head.run)) + "\n";
  return element("header", "\n" + text) + "\n";
}

std::string gates_html(const std::vector<GateResult>& gates, const Cited& cited) {
  if (gates.empty()) return "";
  HtmlTable table{.caption = "Gates", .heads = {"fails if", "#value", "result"}, .rows = {}};
  for (std::size_t g = 0; g < gates.size(); ++g)
    table.rows.push_back({html_code(gates[g].rule), cited.number(in_place("/gates", g) + "/value", 6),
                          gates[g].passed ? "✓ passed" : "✕ failed"});
  return html_table(table);
}

std::string key_figures(const std::vector<std::pair<std::string, std::string>>& figures) {
  std::string items;
  for (const auto& [name, value] : figures)
    items += element("div", element("dt", html_plain(name)) + element("dd", value)) + "\n";
  return element("dl class=\"figures-key\"", "\n" + items) + "\n";
}

}  // namespace reluscope
