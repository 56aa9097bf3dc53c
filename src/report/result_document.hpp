#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/json_reader.hpp"
#include "report/report.hpp"

namespace reluscope {

/// Whether the document is what that command wrote.
inline bool is_result_of(const nlohmann::ordered_json& document, const std::string& command) {
  return document.is_object() && document.contains("command") && document["command"] == command;
}

/// A struct that the command wrote; name: of the file, for messages; cure: of a text that is not what was written.
/// Throws UserError.
template <class T>
T read_result(const nlohmann::ordered_json& document, const std::string& name, const std::string& command,
              const std::string& cure) {
  const JsonPart part(document, name, cure);
  if (part["tool"]["name"].text() != "reluscope" || part["command"].text() != command)
    part.fail("is not what reluscope " + command + " wrote");
  if (part["schema_version"].count() != k_schema_version) part["schema_version"].fail("is of another reluscope");
  T value;
  read_json(part, value);
  return value;
}

}  // namespace reluscope
