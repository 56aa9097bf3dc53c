#include "html/cited.hpp"

#include "html/html_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_none = "–";

std::string count_text(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return with_thousands(value.get<std::int64_t>());
}

}  // namespace

const Json* Cited::find(const std::string& place) const {
  const Json::json_pointer pointer(place);
  return m_document->contains(pointer) ? &m_document->at(pointer) : nullptr;
}

std::string Cited::shown(const std::string& place, const std::function<std::string(const Json&)>& as) const {
  const Json* const value = find(place);
  if (value == nullptr || !(value->is_number() || value->is_boolean())) return k_none;
  return element("data data-of=\"" + html_plain(place) + "\" value=\"" + value->dump() + "\"", as(*value));
}

std::string Cited::count(const std::string& place) const { return shown(place, count_text); }

std::string Cited::share(const std::string& place) const {
  return shown(place, [](const Json& value) { return percent(value.get<double>()); });
}

std::string Cited::number(const std::string& place, int digits) const {
  return shown(place, [digits](const Json& value) { return to_significant(value.get<double>(), digits); });
}

std::string Cited::any(const std::string& place) const {
  const Json* const value = find(place);
  return value != nullptr && value->is_number_float() ? number(place, 6) : count(place);
}

std::string Cited::text(const std::string& place) const {
  const Json* const value = find(place);
  if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().empty()) return k_none;
  return html_plain(value->get_ref<const std::string&>());
}

std::string cited_estimate(const Cited& cited, const std::string& place, const std::string& key, bool is_share) {
  const auto shown = [&](const std::string& name) {
    return is_share ? cited.share(in_place(place, name)) : cited.number(in_place(place, name), 3);
  };
  const nlohmann::ordered_json* const lower = cited.find(place + "/lower");
  if (lower == nullptr || lower->is_null()) return shown(key);
  return shown(key) + element("small", " (" + shown("lower") + " to " + shown("upper") + ")");
}

std::string in_place(const std::string& place, const std::string& key) {
  return place + "/" + replaced(replaced(key, "~", "~0"), "/", "~1");
}

std::string in_place(const std::string& place, std::size_t index) { return place + "/" + std::to_string(index); }

}  // namespace reluscope
