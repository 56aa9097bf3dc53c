#include "report/html_findings.hpp"

#include <algorithm>

#include "html/html_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string label_html(Severity severity) {
  const std::string word = severity == Severity::info ? "note" : std::string(name_of(severity));
  return element("span class=\"label " + word + "\"", word);
}

/// A text, or a list of some.
std::string plain_value(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return "–";
  std::vector<std::string> items;
  for (const auto& item : value) items.push_back(item.is_string() ? item.get<std::string>() : item.dump());
  return join_at_most(items);
}

std::string evidence_html(const Finding& finding, const Cited& cited, const std::string& place) {
  if (finding.evidence.empty()) return "";
  HtmlTable table{.caption = "The numbers behind it", .heads = {"number", "#value"}, .rows = {}};
  for (const auto& [name, value] : finding.evidence) {
    const std::string its_place = in_place(place + "/evidence", name);
    const nlohmann::ordered_json* const json = cited.find(its_place);
    const bool is_number = json != nullptr && (json->is_number() || json->is_boolean());
    table.rows.push_back({html_plain(replaced(name, "_", " ")),
                          is_number ? cited.any(its_place) : html_plain(json == nullptr ? "–" : plain_value(*json))});
  }
  return html_folded("The numbers behind it", html_table(table));
}

std::string fix_html(const Finding& finding) {
  if (!finding.caused_by.empty()) return "";
  std::string text = "Fix: " + html_plain(finding.advice);
  if (!finding.cure.empty()) text += ": " + html_code(finding.cure);
  return element("p class=\"fix\"", text) + "\n" + (finding.command.empty() ? "" : html_command(finding.command));
}

std::string head_html(const Finding& finding) {
  return element("p class=\"finding-head\"", label_html(finding.severity) + " " + html_code(finding.code)) +
         element("p class=\"message\"", html_plain(finding.message)) + "\n";
}

std::string item_html(const Findings& findings, std::size_t index, const Cited& cited) {
  const Finding& finding = findings[index];
  std::string effects;
  for (const Finding& other : findings)
    if (!finding.code.empty() && other.caused_by == finding.code && other.severity != Severity::info)
      effects += element("li", head_html(other));
  return element("li class=\"finding " + std::string(name_of(finding.severity)) + "\"",
                 head_html(finding) + fix_html(finding) + evidence_html(finding, cited, in_place("/findings", index)) +
                     (effects.empty() ? ""
                                      : element("p class=\"effects-head\"", "It causes:") +
                                            element("ul class=\"effects\"", effects))) +
         "\n";
}

bool is_known(const Findings& findings, const std::string& code) {
  return std::ranges::any_of(findings, [&](const Finding& finding) {
    return finding.code == code && finding.caused_by.empty() && finding.severity != Severity::info;
  });
}

}  // namespace

std::string findings_html(const Findings& findings, const Cited& cited) {
  std::string causes, notes;
  std::int64_t note_count = 0;
  for (std::size_t f = 0; f < findings.size(); ++f) {
    const bool is_note = findings[f].severity == Severity::info;
    if (!is_note && is_known(findings, findings[f].caused_by)) continue;  // it stands under its cause
    (is_note ? notes : causes) += item_html(findings, f, cited);
    note_count += is_note ? 1 : 0;
  }
  std::string text;
  if (!causes.empty()) text += element("ul class=\"findings\"", "\n" + causes) + "\n";
  if (!notes.empty())
    text += html_folded(pluralized(note_count, "note"), element("ul class=\"findings\"", "\n" + notes));
  return text;
}

}  // namespace reluscope
