#include "model_file/onnx/external_data.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>

#include "model_file/read_model.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

namespace fs = std::filesystem;

/// A number from 0 on, of the external data of a tensor; `otherwise` if it is not given, none if it is no number.
std::optional<std::size_t> size_entry(const OnnxTensor& tensor, std::string_view key, std::size_t otherwise) {
  const auto found = tensor.external.find(key);
  if (found == tensor.external.end()) return otherwise;
  const std::string_view text = found->second;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Relative, without a step upwards.
bool is_inner_path(const std::string& location) {
  const fs::path path(location);
  const auto is_step_up = [](const fs::path& part) { return part == ".."; };
  const bool has_odd_bytes = location.find('\\') != std::string::npos || location.find('\0') != std::string::npos;
  return !location.empty() && !path.is_absolute() && !has_odd_bytes &&
         std::none_of(path.begin(), path.end(), is_step_up);
}

bool is_within(const fs::path& inner, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end());
  return end == folder.end() && rest != inner.end();
}

}  // namespace

std::string_view ExternalData::bytes_of(const OnnxTensor& tensor) {
  const std::string title = m_model.name + ": tensor " + in_quotes(tensor.name);
  const auto location = tensor.external.find("location");
  if (location == tensor.external.end())
    throw UserError(title + ": its data are in another file, which is not named; export the model again");
  const std::string& content = content_of(std::string(location->second));
  const auto offset = size_entry(tensor, "offset", 0);
  if (!offset || *offset > content.size())
    throw UserError(title + ": its place in " + in_quotes(location->second) +
                    " is beyond the end; the file is damaged; export the model again");
  const auto length = size_entry(tensor, "length", content.size() - *offset);
  if (!length || *length > content.size() - *offset)
    throw UserError(title + ": its place in " + in_quotes(location->second) +
                    " is beyond the end; the file is damaged; export the model again");
  return std::string_view(content).substr(*offset, *length);
}

const std::string& ExternalData::content_of(const std::string& location) {
  if (const auto known = m_model.others.find(location); known != m_model.others.end()) return known->second;
  const std::string title = m_model.name + ": its data in " + in_quotes(location);
  if (m_model.path == "-")
    throw UserError(title + " cannot be found from standard input; name the model's file instead");
  if (!is_inner_path(location))
    throw UserError(title + " are not read: only files in the folder of the model are, by a relative path without ..");
  std::error_code error;
  const fs::path folder = fs::canonical(fs::absolute(fs::path(m_model.path), error).parent_path(), error);
  const fs::path path = fs::canonical(folder / location, error);
  if (error) throw UserError(title + " are not there; put the file into the folder of the model");
  if (!is_within(path, folder))
    throw UserError(title + " are a link to another folder, which is not followed; copy the file to its place");
  if (!fs::is_regular_file(path, error)) throw UserError(title + " are no file; export the model again");
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || size > k_largest_model - std::min(k_largest_model, m_model.bytes.size() + m_size))
    throw UserError(title + ": larger than 1 GiB, which no model that is read is");
  std::string& content = m_model.others[location];
  content.resize(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file) throw UserError(title + " cannot be read; check its permissions");
  m_size += content.size();
  return content;
}

}  // namespace reluscope
