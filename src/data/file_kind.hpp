#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

// Files of other kinds, handed in by mistake. Each of these throws a UserError that says what the file is and how to
// make a CSV of it; it does nothing if the file may be a CSV. path: "-" for standard input.

/// Parquet, a database, a picture …; start: the first bytes, 512 at least if the file has as many.
void check_is_no_binary_kind(std::string_view start, const std::string& path);
/// JSON, HTML, ARFF, libsvm …; start: the first bytes of the text. is_all: there are no more.
void check_is_no_text_kind(std::string_view start, bool is_all, const std::string& path);
/// A spreadsheet or the like, which is a zip archive. names: of the files in it.
void check_is_no_archive_kind(const std::vector<std::string>& names, const std::string& path);

}  // namespace reluscope
