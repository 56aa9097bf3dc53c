#include "data/file_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using namespace std::string_view_literals;

/// What a file is, and what to do: words, or a command with FILE in it for the file's name.
struct Kind {
  std::string_view name;
  std::string_view cure;
  std::string_view frame = {};  // what pandas makes a table of it with
};

constexpr Kind k_excel = {"an Excel workbook", "save it as CSV UTF-8 in Excel", "read_excel(sys.argv[1])"};
constexpr Kind k_old_excel = {"an Office document of the old kind (such as .xls)", "save it as CSV UTF-8 in Excel",
                              "read_excel(sys.argv[1])"};
constexpr Kind k_open_document = {
    "an OpenDocument file",
    "save it as CSV, in UTF-8, in LibreOffice, or as with libreoffice --headless --convert-to csv FILE"};
constexpr Kind k_parquet = {"Parquet", "", "read_parquet(sys.argv[1])"};
constexpr Kind k_orc = {"ORC", "", "read_orc(sys.argv[1])"};
constexpr Kind k_feather = {"Arrow (Feather)", "", "read_feather(sys.argv[1])"};
constexpr Kind k_hdf = {"HDF5", "", "read_hdf(sys.argv[1])"};
constexpr Kind k_pickle = {"a Python pickle", "", "read_pickle(sys.argv[1])"};
constexpr Kind k_stata = {"a Stata file", "", "read_stata(sys.argv[1])"};
constexpr Kind k_spss = {"an SPSS file", "", "read_spss(sys.argv[1])"};
constexpr Kind k_json = {"JSON", "", "read_json(sys.argv[1])"};
constexpr Kind k_json_lines = {"JSON, one object a line", "", "read_json(sys.argv[1], lines=True)"};
constexpr Kind k_notebook = {"a Jupyter notebook", "name the CSV that it reads, or one that it writes"};
constexpr Kind k_report = {"a result of reluscope", "to train as a report says: reluscope train --config FILE"};
constexpr Kind k_model = {"a model (safetensors)",
                          "name the data first: reluscope inspect FILE DATA.csv, or train DATA.csv --init-from FILE"};
constexpr Kind k_html = {"HTML", "", "read_html(sys.argv[1])[0]"};
constexpr Kind k_xml = {"XML", "", "read_xml(sys.argv[1])"};
constexpr Kind k_numpy = {"a NumPy array (.npy)",
                          "make a CSV of it, as with python3 -c \"import numpy, sys; numpy.savetxt(sys.stdout, "
                          "numpy.load(sys.argv[1]), delimiter=',')\" FILE > FILE.csv, and use --no-header"};
constexpr Kind k_numpy_archive = {"an archive of NumPy arrays (.npz)",
                                  "make a CSV of an array, as with python3 -c \"import numpy, sys; "
                                  "a = numpy.load(sys.argv[1]); numpy.savetxt(sys.stdout, a[a.files[0]], "
                                  "delimiter=',')\" FILE > FILE.csv, and use --no-header"};
constexpr Kind k_torch = {"a PyTorch file", "make a CSV of the tensors with numpy.savetxt"};
constexpr Kind k_libsvm = {
    "libsvm (svmlight)",
    "make a CSV of it, as with python3 -c \"import numpy, sys, sklearn.datasets as d; "
    "x, y = d.load_svmlight_file(sys.argv[1]); numpy.savetxt(sys.stdout, "
    "numpy.column_stack([x.toarray(), y]), delimiter=',')\" FILE > FILE.csv, and use --no-header"};
constexpr Kind k_arff = {"ARFF", R"(make a CSV of it, as with awk 'tolower($1)=="@attribute"{h=h s $2;s=","} )"
                                 R"(d&&!/^%/&&NF; tolower($1)~/^@data/{d=1;print h}' FILE > FILE.csv)"};
constexpr Kind k_sqlite = {"an SQLite database",
                           "make a CSV of a table, as with sqlite3 -header -csv FILE 'SELECT * FROM NAME' > FILE.csv "
                           "(sqlite3 FILE .tables lists the names)"};
constexpr Kind k_pdf = {"a PDF document", "copy the table into a spreadsheet and save it as CSV UTF-8"};
constexpr Kind k_picture = {"a picture", "a table of numbers is needed, a row for each example"};
constexpr Kind k_tar = {"a tar archive", "unpack it, as with tar -xf FILE, and name a CSV of it"};
constexpr Kind k_packed_twice = {"packed twice", "unpack it once, and name what comes out"};
constexpr Kind k_other_packing = {"packed as 7z, rar, lz4, lzma or compress do",
                                  "unpack it first, or pack it as gzip, bzip2, xz, zstd or zip"};
constexpr Kind k_pointer = {"a pointer of Git LFS, not the data", "fetch them, as with git lfs pull"};
constexpr Kind k_r_data = {
    "an R data file", "make a CSV of it in R, as with write.csv(readRDS(\"FILE\"), \"FILE.csv\", row.names=FALSE)"};
constexpr Kind k_matlab = {"a MATLAB file", "make a CSV of a matrix in MATLAB, with writematrix"};
constexpr Kind k_rich_text = {"a rich text document", "save it as plain text, in UTF-8"};

struct Magic {
  std::string_view bytes;
  Kind kind;
};

constexpr auto k_magics = std::to_array<Magic>({
    {"PAR1"sv, k_parquet},
    {"ORC"sv, k_orc},
    {"ARROW1"sv, k_feather},
    {"FEA1"sv, k_feather},
    {"\x89HDF\r\n\x1A\n"sv, k_hdf},
    {"SQLite format 3\0"sv, k_sqlite},
    {"%PDF-"sv, k_pdf},
    {"\x93NUMPY"sv, k_numpy},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, k_old_excel},
    {"<stata_dta>"sv, k_stata},
    {"$FL2"sv, k_spss},
    {"$FL3"sv, k_spss},
    {"MATLAB 5.0 MAT-file"sv, k_matlab},
    {"RDX2\n"sv, k_r_data},
    {"RDX3\n"sv, k_r_data},
    {"X\n\0\0\0"sv, k_r_data},
    {"\x89PNG\r\n"sv, k_picture},
    {"GIF8"sv, k_picture},
    {"\xFF\xD8\xFF"sv, k_picture},
    {"{\\rtf"sv, k_rich_text},
    {"7z\xBC\xAF\x27\x1C"sv, k_other_packing},
    {"Rar!\x1A\x07"sv, k_other_packing},
    {"\x04\x22\x4D\x18"sv, k_other_packing},
    {"\x1F\x9D"sv, k_other_packing},
    {"\x5D\0\0"sv, k_other_packing},
    {"\x1F\x8B\x08"sv, k_packed_twice},
    {"\xFD\x37zXZ\0"sv, k_packed_twice},
    {"\x28\xB5\x2F\xFD"sv, k_packed_twice},
    {"PK\x03\x04"sv, k_packed_twice},
});

[[noreturn]] void fail(const Kind& kind, const std::string& path) {
  const std::string file = path == "-" ? "FILE" : path;
  std::string cure(kind.cure);
  if (!kind.frame.empty())
    cure += std::string(cure.empty() ? "" : ", or ") +
            "make a CSV of it, as with python3 -c \"import pandas, sys; pandas." + std::string(kind.frame) +
            ".to_csv(sys.stdout, index=False)\" FILE > FILE.csv";
  cure = replaced(cure, "FILE.csv", "\x01");
  cure = replaced(cure, "FILE", "\x02");
  cure = replaced(cure, "\x01", shell_word(file + ".csv"));
  throw UserError(input_name(path) + ": the file is " + std::string(kind.name) + "; " +
                  replaced(cure, "\x02", shell_word(file)));
}

bool is_whitespace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string_view without_leading_space(std::string_view text) {
  while (!text.empty() && is_whitespace(text.front())) text.remove_prefix(1);
  return text;
}

/// The next line, which is taken off the text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// A pickle ends with a dot, and begins with its protocol, 2 to 5; a protocol of 4 and more is followed by a frame.
bool is_pickle(std::string_view start) {
  if (start.size() < 3 || start[0] != '\x80' || start[1] < 2 || start[1] > 5) return false;
  return start[1] < 4 || start[2] == '\x95';
}

bool begins_json(std::string_view text) {
  const std::string_view behind = without_leading_space(text.substr(1));
  if (behind.empty()) return false;
  const char first = text.front(), second = behind.front();
  if (first == '{') return second == '"' || second == '}';
  const bool begins_number = std::isdigit(static_cast<unsigned char>(second)) != 0 || second == '-';
  return first == '[' && (begins_number || "{[\"]"sv.find(second) != std::string_view::npos);
}

enum class Json { none, value, lines };

Json json_kind(std::string_view text) {
  if (!begins_json(text)) return Json::none;
  const std::string_view first = take_line(text);
  text = without_leading_space(text);
  const bool is_whole = first.ends_with('}') || first.ends_with(']');
  if (!is_whole || text.empty()) return Json::value;
  return text.front() == first.front() ? Json::lines : Json::none;  // none: a line above a CSV
}

bool is_arff(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = without_leading_space(take_line(text));
    if (line.empty() || line.starts_with('%')) continue;
    return lower_case(std::string(line.substr(0, 9))) == "@relation";
  }
  return false;
}

/// Whether a text is a number and nothing else.
bool is_number(std::string_view text) { return parse_number(text).has_value(); }

/// "1 3:0.5 7:2", of a row: how many pairs; −1 if it is nothing of the kind.
int libsvm_pairs(std::string_view line) {
  line = line.substr(0, line.find('#'));
  int pairs = 0;
  for (bool is_label = true;; is_label = false) {
    line = without_leading_space(line);
    if (line.empty()) return is_label ? -1 : pairs;
    const auto end = static_cast<std::size_t>(std::ranges::find_if(line, is_whitespace) - line.begin());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    if (is_label) {
      if (!is_number(word.substr(0, word.find(',')))) return -1;  // several labels have commas between them
      continue;
    }
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos || !is_number(word.substr(colon + 1))) return -1;
    const std::string_view index = word.substr(0, colon);
    if (index == "qid") continue;
    if (index.empty() || !std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; })) return -1;
    ++pairs;
  }
}

bool is_libsvm(std::string_view text, bool is_all) {
  int most = 0;
  bool whole_lines = false;
  while (!text.empty()) {
    const bool ends = text.find_first_of("\r\n") != std::string_view::npos;
    const std::string_view line = take_line(text);
    if (!ends && !is_all && whole_lines) break;  // cut off by what has been read
    if (without_leading_space(line).empty()) continue;
    if (!ends && !is_all) {
      const std::size_t last = line.find_last_of(' ');
      return last != std::string_view::npos && libsvm_pairs(line.substr(0, last)) > 1;
    }
    const int pairs = libsvm_pairs(line);
    if (pairs < 0) return false;
    most = std::max(most, pairs);
    whole_lines = true;
  }
  return most > 1;  // a time of day reads like one pair
}

}  // namespace

void check_is_no_binary_kind(std::string_view start, const std::string& path) {
  constexpr std::size_t k_tar_magic = 257;
  for (const Magic& magic : k_magics) {
    if (!start.starts_with(magic.bytes)) continue;
    // three letters begin a column's name too
    if (magic.bytes == "ORC" && start.find('\0') == std::string_view::npos) continue;
    fail(magic.kind, path);
  }
  if (start.size() > 8 && start.substr(4).starts_with("\0\0\0\0{"sv)) fail(k_model, path);
  if (is_pickle(start)) fail(k_pickle, path);
  if (start.size() > k_tar_magic && start.substr(k_tar_magic).starts_with("ustar")) fail(k_tar, path);
}

void check_is_no_text_kind(std::string_view start, bool is_all, const std::string& path) {
  const std::string_view text = without_leading_space(start);
  if (text.empty()) return;
  const Json json = json_kind(text);
  const auto has = [&](std::string_view words) { return text.find(words) != std::string_view::npos; };
  if (json == Json::value && has("\"cell_type\"")) fail(k_notebook, path);
  if (json == Json::value && has("\"tool\"") && has("\"reluscope\"")) fail(k_report, path);
  if (json != Json::none) fail(json == Json::lines ? k_json_lines : k_json, path);
  const std::string lower = lower_case(std::string(text.substr(0, 64)));
  for (const char* tag : {"<!doctype html", "<html", "<head>", "<body", "<table"})
    if (lower.starts_with(tag)) fail(k_html, path);
  if (lower.starts_with("<?xml")) fail(k_xml, path);
  if (text.starts_with("version https://git-lfs.github.com/")) fail(k_pointer, path);
  if (is_arff(text)) fail(k_arff, path);
  if (is_libsvm(text, is_all)) fail(k_libsvm, path);
}

void check_is_no_archive_kind(const std::vector<std::string>& names, const std::string& path) {
  const auto has = [&](const auto& is) { return std::ranges::any_of(names, is); };
  if (has([](const std::string& name) { return name.starts_with("xl/workbook"); })) fail(k_excel, path);
  if (has([](const std::string& name) { return name == "content.xml"; })) fail(k_open_document, path);
  if (has([](const std::string& name) { return name.ends_with("/data.pkl"); })) fail(k_torch, path);
  if (std::ranges::all_of(names, [](const std::string& name) { return name.ends_with(".npy"); }))
    fail(k_numpy_archive, path);
}

}  // namespace reluscope
