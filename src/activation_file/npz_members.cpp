#include "activation_file/npz_members.hpp"

#include <algorithm>
#include <set>

#include "activation_file/layer_rows.hpp"
#include "data/zip_unpacker.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::string_view k_ending = ".npy";

bool is_array(const ZipEntry& entry) { return entry.name.ends_with(k_ending); }

[[noreturn]] void fail_other_archive(const RawBytes& raw, const std::vector<ZipEntry>& entries) {
  const auto has = [&](std::string_view ending) {
    return std::ranges::any_of(entries, [&](const ZipEntry& entry) { return entry.name.ends_with(ending); });
  };
  if (has("/data.pkl") || has("/constants.pkl"))
    throw UserError(raw.name() +
                    ": a PyTorch file, which is a Python pickle; save the activations as an .npz instead, as with "
                    "np.savez('h.npz', **{name: h.numpy() for name, h in torch.load('FILE').items()})");
  std::vector<std::string> names;
  for (const ZipEntry& entry : entries) names.push_back(in_quotes(entry.name));
  throw UserError(raw.name() + ": a zip archive without an .npy array; it holds " +
                  (names.empty() ? "nothing" : join_at_most(names, 5)) +
                  "; save the activations with np.savez, one array a layer");
}

/// A scipy.sparse matrix is saved as the arrays that it is made of.
bool is_sparse_matrix(const std::vector<ZipEntry>& entries) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(entries, [&](const ZipEntry& entry) { return entry.name == name; });
  };
  return has("format.npy") && has("shape.npy") && has("data.npy");
}

void check_names(const RawBytes& raw, const std::vector<ZipEntry>& entries) {
  if (std::ranges::none_of(entries, is_array)) fail_other_archive(raw, entries);
  if (is_sparse_matrix(entries))
    throw UserError(raw.name() + ": a sparse matrix of SciPy; save it with np.save('h.npy', a.toarray())");
  std::set<std::string_view> names;
  for (const ZipEntry& entry : entries) {
    if (!is_array(entry))
      throw UserError(raw.name() + ": holds " + in_quotes(entry.name) +
                      ", which is no .npy array, beside those; save the activations alone, with np.savez");
    if (!names.insert(entry.name).second)
      throw UserError(raw.name() + ": holds " + in_quotes(entry.name) + " twice; save each layer by a name of its own");
  }
}

}  // namespace

std::vector<NpzMember> read_npz_members(RawBytes& raw) {
  std::vector<ZipEntry> entries = read_zip_directory(raw);
  check_names(raw, entries);
  find_zip_data(raw, entries);
  std::vector<NpzMember> members;
  for (const ZipEntry& entry : entries) {
    NpzMember member{.name = entry.name.substr(0, entry.name.size() - k_ending.size()), .entry = entry};
    member.place = raw.name() + ": layer " + in_quotes(member.name);
    member.header = read_npy_header(open_npz_member(raw, member), member.place);
    const std::uint64_t size = entry.size - std::min(entry.size, member.header.length);
    if (size != member.header.data_size()) fail_length(member.header, member.place, size, "");
    members.push_back(std::move(member));
  }
  return members;
}

ReadBytes open_npz_member(RawBytes& raw, const NpzMember& member) {
  const std::shared_ptr<Unpacker> unpacker = make_member_unpacker(raw, member.entry, member.place);
  return [unpacker](std::span<char> buffer) { return unpacker->read(buffer); };
}

}  // namespace reluscope
