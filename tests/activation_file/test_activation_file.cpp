#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "activation_file/activation_file.hpp"
#include "activation_file/npy_bytes.hpp"
#include "activation_file/npy_fixtures.hpp"
#include "data/gzip.hpp"
#include "data/pipe.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("activation file") {

namespace {

struct ReadLayer {
  std::string name;
  std::size_t rows = 0, units = 0;
  std::vector<float> values;

  bool operator==(const ReadLayer&) const = default;
};

ReadLayer read_layer(ActivationFile& file, std::size_t l) {
  const StoredLayer& layer = file.layers()[l];
  ReadLayer result{layer.name, layer.rows, layer.units, {}};
  const std::unique_ptr<LayerRows> rows = file.rows_of(l);
  StoredRows stored;
  std::size_t next = 0;
  while (rows->read(stored)) {
    CHECK(stored.first_row == next);
    CHECK(stored.bytes.size() <= std::size_t{8} << 20);
    result.values.resize((next + stored.rows) * layer.units);
    stored.load(0, {result.values.data() + next * layer.units, stored.rows, layer.units});
    next += stored.rows;
  }
  CHECK(next == layer.rows);
  return result;
}

std::vector<ReadLayer> read_layers(const std::string& path) {
  ActivationFile file(path);
  std::vector<ReadLayer> layers;
  for (std::size_t l = 0; l < file.layers().size(); ++l) layers.push_back(read_layer(file, l));
  return layers;
}

std::vector<ReadLayer> layers_of(const std::string& bytes) { return read_layers(TemporaryFile(bytes).path()); }

/// Without the file's path. The same must be said of the bytes in a pipe.
std::string complaint(const std::string& bytes) {
  const TemporaryFile file(bytes);
  const Pipe pipe(bytes);
  const auto said_of = [](const std::string& path) {
    const std::string message = error_message([&] { read_layers(path); });
    return message.starts_with(path + ": ") ? message.substr(path.size() + 2) : message;
  };
  const std::string message = said_of(file.path());
  CHECK(message.empty() == said_of(pipe.path()).empty());
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

std::vector<float> random_values(std::size_t count) {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = std::max(0.0F, std::round(4 * normal(engine)));  // quickly packed
  return values;
}

}  // namespace

TEST_CASE("what NumPy saves is read, of every type, order and version, from a file and from a pipe") {
  const std::vector<float> expected = npy_expected_values("fc1");
  for (const std::string& name : npy_fixture_names(".npy")) {
    CAPTURE(name);
    if (name == "z.npy") continue;
    const std::string bytes = npy_fixture(name);
    const std::vector<ReadLayer> layers = read_layers(npy_fixture_path(name));
    REQUIRE(layers.size() == 1);
    CHECK(layers[0] == ReadLayer{name.substr(0, name.size() - 4), 7, 5, expected});
    CHECK(read_layers(Pipe(bytes).path())[0].values == expected);
    CHECK(layers_of(gzipped(bytes))[0].values == expected);
  }
}

TEST_CASE("NumPy's archives are read, stored, deflated and as it writes them into a pipe") {
  const std::vector<ReadLayer> expected = {{"fc1", 7, 5, npy_expected_values("fc1")},
                                           {"blocks/0.relu", 7, 3, npy_expected_values("blocks/0.relu")}};
  const std::vector<std::string> names = npy_fixture_names(".npz");
  CHECK(names.size() == 3);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(read_layers(npy_fixture_path(name)) == expected);
    CHECK(read_layers(Pipe(npy_fixture(name)).path()) == expected);
  }
}

TEST_CASE("an archive with all its numbers in ZIP64's fields is read, and any cut of it is an error") {
  for (const unsigned method : {0U, 8U}) {
    const std::string archive =
        zipped({{"a.npy", npy_of<float>({1, 2}, 2), 0, method}, {"b.npy", npy_of<float>({3}, 1), 0, method}}, true);
    CHECK(layers_of(archive) == std::vector<ReadLayer>{{"a", 1, 2, {1, 2}}, {"b", 1, 1, {3}}});
    for (std::size_t size = 0; size < archive.size(); ++size) CHECK(!complaint(archive.substr(0, size)).empty());
    std::string lost = archive;
    lost[lost.rfind("PK\x01\x02")] = 'X';
    CHECK(complaint(lost) == "the zip archive is damaged; fetch the file again");
  }
}

TEST_CASE("the only layer is named after its file") {
  const TemporaryFile file(npy_of<float>({1, 2}, 2));
  CHECK(ActivationFile(file.path()).layers()[0].name == file.path().substr(5));
  CHECK(ActivationFile(file.path()).layers()[0].place == file.path());
  CHECK(ActivationFile(npy_fixture_path("stored.npz")).layers()[1].place ==
        npy_fixture_path("stored.npz") + ": layer 'blocks/0.relu'");
}

TEST_CASE("matrices of many blocks, narrow and wide, are the same in either order, packed and not") {
  for (const auto& [rows, units] :
       {std::pair<std::size_t, std::size_t>{20'000, 7}, {130, 10'000}, {7, 200'000}, {1, 1}}) {
    const std::vector<float> values = random_values(rows * units);
    for (const bool fortran_order : {false, true}) {
      const std::string npy = npy_of(values, units, fortran_order);
      CHECK(layers_of(npy)[0].values == values);
      CHECK(layers_of(gzipped(npy))[0].values == values);
      for (const unsigned method : {0U, 8U}) {
        const std::vector<ReadLayer> layers = layers_of(zipped({{"a.npy", npy, 0, method}, {"b.npy", npy, 0, method}}));
        CHECK(layers.size() == 2);
        CHECK(layers[1].name == "b");
        CHECK(layers[0].values == values);
        CHECK(layers[1].values == values);
      }
    }
  }
}

TEST_CASE("the checksum is of the whole file, however it is read") {
  const auto checksum = [](const std::string& path) {
    ActivationFile file(path);
    for (std::size_t l = 0; l < file.layers().size(); ++l) read_layer(file, l);
    return file.sha256();
  };
  // by sha256sum
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"f4-little-C.npy", "aa4f643b083af4cb405e4afa8cb917b7aee580e6c3cbe41cd6119caf63014497"},
      {"f4-little-F.npy", "12b08ce63f168523897a53bd8aa9e476b46ccd3f9889fc8da3dc682869d1b8ea"},
      {"stored.npz", "3d85df7d0365915a9802e6a364ed900e08c86a5bf5ead01d21582ee0ebb9b2f9"},
      {"deflated.npz", "14766c370c2f13ed29cacdacf25efcedd382e2e8f98dbc1ef1537d9030731e5f"}};
  for (const auto& [name, sum] : expected) {
    CHECK(checksum(npy_fixture_path(name)) == sum);
    CHECK(checksum(Pipe(npy_fixture(name)).path()) == sum);
  }
}

TEST_CASE("numbers that are missing, or too many, are counted in the message") {
  const std::string whole = npy_of<float>({1, 2, 3, 4, 5, 6}, 3), needed = "its shape (2, 3) float32 needs 24 bytes";
  CHECK(complaint(whole) == "");
  for (std::size_t cut = 1; cut <= 24; ++cut)
    CHECK(complaint(whole.substr(0, whole.size() - cut)) ==
          "holds " + std::to_string(24 - cut) + (cut == 23 ? " byte" : " bytes") + " of numbers, but " + needed +
              "; it is cut off, save the array again with np.save");
  CHECK(complaint(whole + "x") == needed +
                                      ", but more than those follow the header: at least 25 bytes; save the array "
                                      "again with np.save");
  CHECK(complaint(whole + whole) ==
        "holds a further array after the first, of which " + needed + "; save each layer by its name, with np.savez");
  for (const bool fortran_order : {false, true}) {
    const std::string npy = npy_of<float>({1, 2, 3, 4, 5, 6}, 3, fortran_order);
    for (const std::string& changed : {npy.substr(0, npy.size() - 1), npy + "x", npy + npy})
      CHECK(!complaint(gzipped(changed)).empty());
    for (const unsigned method : {0U, 8U}) {
      CHECK(complaint(zipped({{"a.npy", npy.substr(0, npy.size() - 1), 0, method}})) ==
            "layer 'a': holds 23 bytes of numbers, but " + needed +
                "; it is cut off, save the array again with np.save");
      CHECK(complaint(zipped({{"a.npy", npy + "x", 0, method}})).starts_with("layer 'a': " + needed + ", but more"));
    }
  }
}

TEST_CASE("a shape of which no file holds the numbers is refused at once") {
  for (const std::string shape : {"(1099511627776, 262144)", "(1099511627776, 1)", "(4, 262144)"})
    for (const bool fortran_order : {false, true}) {
      const std::string npy = npy_with(npy_literal("<f8", fortran_order, shape), "12345678");
      CHECK(complaint(npy).starts_with("holds 8 bytes of numbers, but its shape " + shape + " float64 needs "));
      CHECK(complaint(zipped({{"a.npy", npy, 0, 8}})).starts_with("layer 'a': holds 8 bytes of numbers"));
    }
}

TEST_CASE("what an archive says of a member's size is not believed") {
  // directory and header agree on 8 MB of numbers, of which the deflated data has 8 bytes, and the reverse
  const std::string claimed = npy_with(npy_literal("<f8", false, "(1000000, 1)"), "12345678");
  std::string archive = zipped({{"a.npy", claimed, 0, 8}});
  const std::string size = little_endian(claimed.size(), 4);
  for (std::size_t at = archive.find(size); at != std::string::npos; at = archive.find(size, at + 4))
    archive.replace(at, 4, little_endian(claimed.size() - 8 + 8'000'000, 4));
  CHECK(complaint(archive) == "layer 'a': is damaged, its checksum or length is wrong; fetch the file again");
  const std::string bomb = npy_with(npy_literal("<f8", false, "(1, 1)"), std::string(8'000'000, '\0'));
  archive = zipped({{"a.npy", bomb, 0, 8}});
  const std::string large = little_endian(bomb.size(), 4);
  for (std::size_t at = archive.find(large); at != std::string::npos; at = archive.find(large, at + 4))
    archive.replace(at, 4, little_endian(bomb.size() - 8'000'000 + 8, 4));
  CHECK(complaint(archive) == "layer 'a': is damaged, its checksum or length is wrong; fetch the file again");
}

TEST_CASE("cut anywhere, an archive is an error; so is a bit turned in any byte that changes what is read") {
  for (const std::string name : {"stored.npz", "deflated.npz", "piped.npz"}) {
    CAPTURE(name);
    const std::string archive = npy_fixture(name);
    const std::vector<ReadLayer> expected = layers_of(archive);
    for (std::size_t size = 0; size < archive.size(); ++size) CHECK(!complaint(archive.substr(0, size)).empty());
    for (std::size_t byte = 0; byte < archive.size(); ++byte) {
      std::string damaged = archive;
      damaged[byte] = static_cast<char>(damaged[byte] ^ 1 << byte % 8);
      std::vector<ReadLayer> layers = expected;
      const std::string message = error_message([&] { layers = layers_of(damaged); });
      CHECK(message.find('\n') == std::string::npos);
      CHECK_MESSAGE(layers == expected, byte);
    }
  }
}

TEST_CASE("an archive of which the directory has lost a layer is damaged") {
  std::string archive = zipped({{"a.npy", npy_of<float>({1}, 1)}, {"b.npy", npy_of<float>({2}, 1)}});
  const std::size_t second = archive.rfind("PK\x01\x02");
  archive[second + 1] = 'X';
  CHECK(complaint(archive) == "the zip archive is damaged; fetch the file again");
}

TEST_CASE("members that share bytes, or have a name twice, are refused") {
  const std::string npy = npy_of<float>({1}, 1);
  CHECK(complaint(zipped({{"a.npy", npy}, {"a.npy", npy}})) ==
        "holds 'a.npy' twice; save each layer by a name of its own");
  // the second entry of the directory points at the first member
  std::string archive = zipped({{"a.npy", npy}, {"a.npy", npy}});
  const std::size_t second = archive.rfind("PK\x01\x02");
  archive.replace(second + 42, 4, little_endian(0, 4));
  archive.replace(second + 46, 5, "b.npy");
  CHECK(complaint(archive) == "the zip archive is damaged; fetch the file again");
  // a whole member within the bytes of another
  const std::string alone = zipped({{"b.npy", npy}}), inner = alone.substr(0, alone.find("PK\x01\x02"));
  std::string nested = zipped({{"a.npy", npy + inner}, {"b.npy", npy}});
  nested.replace(nested.rfind("PK\x01\x02") + 42, 4, little_endian(nested.find(inner), 4));
  CHECK(complaint(nested) == "files of the zip archive share bytes; it is damaged, fetch the file again");
}

TEST_CASE("archives of other things say what they hold; encrypted and rarely packed ones what to do") {
  const std::string npy = npy_of<float>({1}, 1);
  CHECK(complaint(zipped({})) ==
        "a zip archive without an .npy array; it holds nothing; save the activations with np.savez, one array a layer");
  CHECK(complaint(zipped({{"a.csv", "1"}, {"b\n.txt", ""}}))
            .starts_with("a zip archive without an .npy array; it holds 'a.csv', 'b .txt'; "));
  CHECK(complaint(zipped({{"m/data.pkl", ""}, {"m/data/0", ""}}))
            .starts_with("a PyTorch file, which is a Python pickle; "));
  CHECK(complaint(zipped({{"a.npy", npy}, {"notes.txt", ""}})) ==
        "holds 'notes.txt', which is no .npy array, beside those; save the activations alone, with np.savez");
  CHECK(complaint(zipped({{"a.npy", npy, 1}})) ==
        "layer 'a': is encrypted; unpack the archive first, with its password");
  CHECK(complaint(zipped({{"a.npy", npy, 0, 12}})) ==
        "layer 'a': is packed by the zip method 12, which is rare; store or deflate it");
  CHECK(complaint(zipped({{"a.npy", "1,2,3"}})) ==
        "layer 'a': ends within its header; it is cut off, save the array "
        "again with np.save");
  CHECK(complaint(zipped({{"a.npy", "1,2,3,4,5"}})) ==
        "layer 'a': is no NumPy array; save it with np.save or np.savez");
}

TEST_CASE("layers of different rows are refused, and more units than can be counted") {
  const std::string message = complaint(npy_fixture("refused/rows.npz"));
  CHECK(message ==
        "layer 'b' has 4 rows, layer 'a' has 7; save all layers for the same rows, or each in a file of its own");
  const std::string wide = npy_of<float>(std::vector<float>(262'144), 262'144);
  std::vector<ZipMember> members;
  for (int l = 0; l < 5; ++l) members.push_back({std::to_string(l) + ".npy", wide, 0, 8});
  CHECK(complaint(zipped(members)) ==
        "its 5 layers have 1,310,720 units; at most 1,048,576 are read: save fewer layers at a time");
}

TEST_CASE("what NumPy saves and is no matrix of floats is refused by what it is") {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"bool.npy", "holds bool, not floats"},
      {"int64.npy", "holds int64, not floats"},
      {"uint8.npy", "holds uint8, not floats"},
      {"longdouble.npy", "holds float128, which is not read"},
      {"complex64.npy", "holds complex numbers, not floats"},
      {"text.npy", "holds text, not floats"},
      {"date.npy", "holds dates or durations, not floats"},
      {"void.npy", "holds values of 2 bytes without a type, which bfloat16 is saved as"},
      {"record.npy", "holds records of the type '[('x', '<f4'), (\"it's\", '<f8', (2, 3))]'"},
      {"object.npy", "holds pickled Python objects, which are not read"},
      {"0d.npy", "has the shape (), a single number"},
      {"1d.npy", "has the shape (5,), one dimension"},
      {"3d.npy", "has the shape (7, 5, 1), more than two dimensions"},
      {"no-rows.npy", "has the shape (0, 5), no rows"},
      {"no-units.npy", "has the shape (7, 0), no units"},
      {"twice.npy", "holds a further array after the first"},
      {"labels.npz", "layer 'y': holds int64, not floats"},
      {"sparse.npz", "a sparse matrix of SciPy"}};
  for (const auto& [name, start] : expected) {
    const std::string message = complaint(npy_fixture("refused/" + name));
    CHECK_MESSAGE(message.starts_with(start), message);
  }
}

TEST_CASE("files of other kinds are refused by name, with the line of Python that helps") {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"", "an empty file, no NumPy array; "},
      {"\x93NUM", "a file that is cut off, no NumPy array; "},
      {"a,b\n1,2\n", "text, no NumPy array; "},
      {"\x89HDF\r\n\x1A\n and so on", "HDF5, no NumPy array; "},
      {"\x80\x02}q\x01.", "a Python pickle, no NumPy array; "},
      {"\x40\0\0\0\0\0\0\0{\"a\":{}}"s, "safetensors, no NumPy array; "},
      {"MATLAB 5.0 MAT-file, \0\x01\x02\x03"s, "a MATLAB file, no NumPy array; "},
      {"PAR1\x15\x04", "Parquet, no NumPy array; "},
      {"\x08\x07\x12\x07pytorch", "a file of another kind, no NumPy array; "}};
  for (const auto& [bytes, start] : expected) {
    const std::string message = complaint(bytes);
    CHECK_MESSAGE(message.starts_with(start), message);
    CHECK_MESSAGE(message.find("np.save") != std::string::npos, message);
  }
}

}  // TEST_SUITE("activation file")
