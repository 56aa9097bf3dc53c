#include "model_file/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "support/error.hpp"
#include "support/json_limits.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::json;

/// Goes over a document without keeping it: the library keeps the last of equal keys and says nothing.
class StrictPass final : public nlohmann::json_sax<Json> {
 public:
  StrictPass(const std::string& name, const std::string& cure) : m_name(name), m_cure(cure) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool string(std::string& /*value*/) override { return true; }
  bool binary(Json::binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return descend(); }
  bool start_array(std::size_t /*size*/) override { return descend(); }
  bool end_object() override { return ascend(); }
  bool end_array() override { return ascend(); }
  bool key(std::string& key) override {
    if (!m_keys.back().insert(key).second) throw UserError(m_name + " has " + in_quotes(key) + " twice; " + m_cure);
    return true;
  }
  bool parse_error(std::size_t /*byte*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    throw UserError(m_name + " is not JSON; " + m_cure);
  }

 private:
  bool descend() {
    m_keys.emplace_back();
    return true;
  }
  bool ascend() {
    m_keys.pop_back();
    return true;
  }

  const std::string& m_name;
  const std::string& m_cure;
  std::vector<std::set<std::string>> m_keys;  // of the objects around the place (none of an array)
};

}  // namespace

Json parse_strict_json(std::string_view text, int deepest, const std::string& name, const std::string& cure) {
  if (const std::optional<std::size_t> byte = too_deep_at(text, static_cast<std::size_t>(deepest)))
    throw UserError(name + " is nested too deeply (more than " + std::to_string(deepest) + " levels, at byte " +
                    std::to_string(*byte) + "); " + cure);
  StrictPass pass(name, cure);
  Json::sax_parse(text, &pass);
  return Json::parse(text);
}

}  // namespace reluscope
