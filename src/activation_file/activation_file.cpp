#include "activation_file/activation_file.hpp"

#include <array>
#include <filesystem>

#include "activation_file/other_kinds.hpp"
#include "data/spool.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Of the only layer of a file: "fc1" of runs/fc1.npy.
std::string layer_name(const std::string& path) {
  if (path == "-") return "activations";
  std::string name = std::filesystem::path(path).filename().string();
  const std::size_t ending = lower_case(name).find(".npy");
  return ending == std::string::npos || ending == 0 ? name : name.substr(0, ending);
}

void check_rows(const std::string& file, const std::vector<StoredLayer>& layers) {
  const StoredLayer& first = layers.front();
  for (const StoredLayer& layer : layers)
    if (layer.rows != first.rows)
      throw UserError(file + ": layer " + in_quotes(layer.name) + " has " +
                      pluralized(static_cast<std::int64_t>(layer.rows), "row") + ", layer " + in_quotes(first.name) +
                      " has " + with_thousands(static_cast<std::int64_t>(first.rows)) +
                      "; save all layers for the same rows, or each in a file of its own");
}

/// What is counted of every unit has to fit into memory, whatever the archive says.
void check_units(const std::string& file, const std::vector<StoredLayer>& layers) {
  constexpr std::size_t k_most_units = std::size_t{1} << 20;
  std::size_t units = 0;
  for (const StoredLayer& layer : layers) units += layer.units;
  if (units > k_most_units)
    throw UserError(file + ": its " + std::to_string(layers.size()) + " layers have " +
                    with_thousands(static_cast<std::int64_t>(units)) + " units; at most " +
                    with_thousands(k_most_units) + " are read: save fewer layers at a time");
}

}  // namespace

ActivationFile::ActivationFile(const std::string& path) : m_raw(std::make_unique<RawBytes>(path)) {
  std::array<char, 512> start{};
  const std::size_t count = m_raw->read_full(start);
  m_raw->rewind();
  if (packing_of({start.data(), count}) == Packing::zip) {
    open_archive();
  } else {
    m_unpacker = make_unpacker(*m_raw, false);
    if (!m_unpacker) check_is_npy({start.data(), count}, path);
    open_array();
  }
  check_rows(m_raw->name(), m_layers);
  check_units(m_raw->name(), m_layers);
}

ReadBytes ActivationFile::read_raw() {
  return [this](std::span<char> buffer) { return m_unpacker ? m_unpacker->read(buffer) : m_raw->read(buffer); };
}

void ActivationFile::open_archive() {
  if (!m_raw->is_file()) {
    m_raw->forget();
    std::unique_ptr<RawBytes> spool = spooled(m_raw->path(), read_raw());
    m_sha256 = m_raw->sha256();
    m_raw = std::move(spool);
  }
  m_members = read_npz_members(*m_raw);
  for (const NpzMember& member : m_members)
    m_layers.push_back({member.name, member.place, member.header.rows, member.header.units});
}

void ActivationFile::open_array() {
  m_raw->forget();
  const std::string& place = m_raw->name();
  m_header = read_npy_header(read_raw(), place);
  m_layers.push_back({layer_name(m_raw->path()), place, m_header.rows, m_header.units});
  if (m_unpacker || !m_raw->is_file()) return;
  const std::uint64_t size = m_raw->size() - m_header.length;
  const std::uint64_t needed = m_header.data_size();
  if (size != needed)
    fail_length(m_header, place, size, m_raw->bytes_at(m_header.length + needed, sizeof k_npy_magic - 1));
}

bool ActivationFile::is_read_in_place() const {
  return !m_members.empty() || (m_header.is_by_columns && !m_unpacker && m_raw->is_file());
}

std::unique_ptr<LayerRows> ActivationFile::rows_of(std::size_t layer) {
  return m_members.empty() ? rows_of_array() : rows_of_member(m_members[layer]);
}

std::unique_ptr<LayerRows> ActivationFile::rows_of_array() {
  const std::string& place = m_layers.front().place;
  if (!m_header.is_by_columns) return make_streamed_rows(m_header, place, read_raw());
  if (is_read_in_place()) return make_rows_of_columns(m_header, place, *m_raw, m_header.length);
  return make_spooled_rows(m_header, place, m_raw->path(), read_raw());
}

std::unique_ptr<LayerRows> ActivationFile::rows_of_member(const NpzMember& member) {
  ReadBytes read = open_npz_member(*m_raw, member);
  read_npy_header(read, member.place);
  if (!member.header.is_by_columns) return make_streamed_rows(member.header, member.place, std::move(read));
  if (!member.is_stored()) return make_spooled_rows(member.header, member.place, m_raw->path(), read);
  read_to_end(read);  // its checksum
  return make_rows_of_columns(member.header, member.place, *m_raw, member.entry.offset + member.header.length);
}

std::string ActivationFile::sha256() {
  if (!m_sha256.empty()) return m_sha256;
  if (is_read_in_place()) {
    m_raw->rewind();
    read_to_end(read_raw());
  }
  return m_raw->sha256();
}

}  // namespace reluscope
