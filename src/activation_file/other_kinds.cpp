#include "activation_file/other_kinds.hpp"

#include <algorithm>

#include "activation_file/npy_header.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool is_pickled(std::string_view start) {
  return start.size() >= 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
}

/// The length of a header in 8 bytes, then JSON.
bool is_safetensors(std::string_view start) {
  return start.size() > 10 && start.substr(8).starts_with("{\"") && start[7] == '\0';
}

bool is_text(std::string_view start) {
  return std::ranges::none_of(
      start, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t'; });
}

}  // namespace

void check_is_npy(std::string_view start, const std::string& path) {
  if (start.starts_with(k_npy_magic)) return;
  const auto fail = [&](const std::string& what, const std::string& cure) {
    throw UserError(input_name(path) + ": " + what + ", no NumPy array; save the activations " +
                    replaced(cure, "FILE", path == "-" ? "FILE" : one_line(path)));
  };
  if (start.empty()) fail("an empty file", "with np.save or np.savez");
  if (std::string_view(k_npy_magic).starts_with(start)) fail("a file that is cut off", "again, with np.save");
  if (start.starts_with("\x89HDF\r\n"))
    fail("HDF5", "with np.save('h.npy', h5py.File('FILE')[NAME][:]), NAME being that of the data set");
  if (is_pickled(start))
    fail("a Python pickle",
         "with np.savez('h.npz', **{name: np.asarray(h) for name, h in pickle.load(open('FILE', "
         "'rb')).items()}), or torch.load('FILE') in place of pickle.load");
  if (is_safetensors(start)) fail("safetensors", "with np.savez('h.npz', **safetensors.numpy.load_file('FILE'))");
  if (start.starts_with("MATLAB 5.0"))
    fail("a MATLAB file",
         "with np.savez('h.npz', **{name: h for name, h in scipy.io.loadmat('FILE').items() if name[0] != '_'})");
  if (start.starts_with("PAR1")) fail("Parquet", "with np.save('h.npy', pandas.read_parquet('FILE').to_numpy())");
  if (is_text(start)) fail("text", "with np.save('h.npy', np.loadtxt('FILE', delimiter=','))");
  fail("a file of another kind", "with np.save or np.savez");
}

}  // namespace reluscope
