#include <cstddef>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/gzip.hpp"
#include "data/pipe.hpp"
#include "data/text_source.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("text source") {

namespace {

using Notes = std::vector<std::string>;

struct Text {
  std::string text;
  Notes notes;
  bool operator==(const Text&) const = default;
};

/// Starts again as a reader does.
Text read_all(TextSource& source, std::size_t block) {
  for (;; source.rewind()) {
    std::string text;
    std::vector<char> buffer(block);
    try {
      while (const std::size_t count = source.read(buffer)) text.append(buffer.data(), count);
      return {text, source.notes()};
    } catch (const WrongEncoding&) {
    }
  }
}

Text text_of(const std::string& content, const std::string& encoding = "", std::size_t block = 1000) {
  const TemporaryFile file(content);
  TextSource source(file.path(), encoding);
  return read_all(source, block);
}

std::string complaint(const std::string& content, const std::string& encoding = "") {
  const TemporaryFile file(content);
  const std::string message = error_message([&] {
    TextSource source(file.path(), encoding);
    read_all(source, 1000);
  });
  return message.starts_with(file.path() + ":") ? message.substr(file.path().size() + 1) : message;
}

/// ASCII and é (U+00E9), €, 😀, as UTF-16 or UTF-32 of either byte order, by hand.
std::string wide(const std::u32string& text, unsigned unit, bool little) {
  std::string bytes;
  const auto add = [&](char32_t value) {
    for (unsigned i = 0; i < unit; ++i) bytes += static_cast<char>(value >> 8 * (little ? i : unit - 1 - i) & 0xFF);
  };
  for (const char32_t c : text) {
    if (unit == 2 && c > 0xFFFF) {
      add(0xD800 + ((c - 0x10000) >> 10));
      add(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      add(c);
    }
  }
  return bytes;
}

const std::u32string k_wide = U"a,b\né,1\n€,2\n😀,3\n";
const std::string k_utf8 = "a,b\n\xC3\xA9,1\n\xE2\x82\xAC,2\n\xF0\x9F\x98\x80,3\n";

std::string late(const std::string& end) {
  std::string content = "a,b\n";
  while (content.size() < (std::size_t{3} << 20)) content += "\xC3\xA9,2\n";
  return content + end;
}

}  // namespace

TEST_CASE("UTF-8 is handed on as it is, without its mark") {
  for (const std::size_t block : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
    CHECK(text_of(k_utf8, "", block) == Text{k_utf8, {}});
    CHECK(text_of("\xEF\xBB\xBF" + k_utf8, "", block) == Text{k_utf8, {}});
    CHECK(text_of("\xEF\xBB\xBF" + k_utf8, "utf-8", block) == Text{k_utf8, {}});
  }
  CHECK(text_of("") == Text{"", {}});
}

TEST_CASE("UTF-16 and UTF-32 are recognised by their marks, and read without by their names") {
  for (const unsigned unit : {2U, 4U})
    for (const bool little : {true, false})
      for (const std::size_t block : {std::size_t{1}, std::size_t{5}, std::size_t{100'000}}) {
        const std::string name = std::string(unit == 2 ? "UTF-16" : "UTF-32") + (little ? "LE" : "BE");
        CAPTURE(name);
        const Notes notes = {"the file is read as " + name + ", as its byte order mark says"};
        const std::string bytes = wide(k_wide, unit, little), mark = wide(U"\xFEFF", unit, little);
        CHECK(text_of(mark + bytes, "", block) == Text{k_utf8, notes});
        CHECK(text_of(gzipped(mark + bytes), "", block) == Text{k_utf8, notes});
        CHECK(text_of(bytes, name, block) == Text{k_utf8, {}});
        CHECK(text_of(mark + bytes, name, block) == Text{k_utf8, {}});
        CHECK(complaint(bytes) ==
              " the file seems to be " + name + " without a byte order mark; use --encoding " + name);
      }
  std::u32string many;
  std::string expected;
  for (int i = 0; i < 100'000; ++i) many += k_wide, expected += k_utf8;
  CHECK((text_of(wide(U"\xFEFF" + many, 2, true), "", 4097).text == expected));  // surrogates at borders of blocks
}

TEST_CASE("what is not UTF-8 is Windows-1252, from the first byte on, and the first such byte is noted") {
  const Notes notes = {
      "line 2: byte 0xE9 is not UTF-8; the file is read as Windows-1252 (use --encoding NAME for another)"};
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    CHECK(text_of("a,b\n\xE9,1\n", "", block) == Text{"a,b\n\xC3\xA9,1\n", notes});
    CHECK(text_of("\x80,b\n\xE9\xE9,1", "", block).text == "\xE2\x82\xAC,b\n\xC3\xA9\xC3\xA9,1");
  }
  CHECK(text_of("a,b\n1,\xE9").notes == notes);  // cut off by the end
  CHECK(text_of("a,b\n\x81\x8D\x8F\x90\x9D,1\n").text == "a,b\n\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D,1\n");
}

TEST_CASE("a byte far down decides over the whole file, packed or through a pipe, in blocks of any size") {
  const std::string content = late("\xE9,3\n");
  std::string expected = "a,b\n";
  while (expected.size() - 4 < (content.size() - 8) / 5 * 7) expected += "\xC3\x83\xC2\xA9,2\n";
  expected += "\xC3\xA9,3\n";
  for (const std::size_t block : {std::size_t{4096}, std::size_t{1} << 20, std::size_t{9} << 20})
    for (const std::string& bytes : {content, gzipped(content)}) {
      const Text text = text_of(bytes, "", block);
      CHECK((text.text == expected));
      REQUIRE(text.notes.size() == 1);
      CHECK(text.notes[0].starts_with("line 629147: byte 0xE9 is not UTF-8; "));
    }
  const Pipe pipe("\xC3\xA9,b\n" + std::string(20'000, '1') + ",2\n\xE9,3\n");
  TextSource source(pipe.path());
  CHECK(read_all(source, 1000).text.starts_with("\xC3\x83\xC2\xA9,b\n1"));
}

TEST_CASE("lines are counted as the reader does") {
  for (const std::string end : {"\n", "\r\n", "\r", "\r\r\n", "\n\r"})
    CHECK(text_of("a,b" + end + "1,2" + end + "\xE9,3" + end).notes.at(0).starts_with("line 3: "));
}

TEST_CASE("a named encoding is used, in many spellings") {
  for (const std::string name : {"latin1", "latin-1", "ISO-8859-1", "iso8859_1", "cp1252", "windows-1252"})
    CHECK(text_of("\xE9\n", name) == Text{"\xC3\xA9\n", {}});
  CHECK(text_of("\x8E\n", "mac_roman").text == "\xC3\xA9\n");
  CHECK(text_of("\x82\n", "cp850").text == "\xC3\xA9\n");
  CHECK(text_of("\xE9\n", "cp1251").text == "\xD0\xB9\n");
  CHECK(text_of("\x82\xA0,\x83\x5C\n", "shift_jis").text == "\xE3\x81\x82,\xE3\x82\xBD\n");
  CHECK(text_of("\x82\xA0,\x83\x5C\n", "sjis", 1).text == "\xE3\x81\x82,\xE3\x82\xBD\n");
  CHECK(text_of("+AOk-\n", "UTF-7").text == "\xC3\xA9\n");
  CHECK(text_of(wide(k_wide, 2, true), "utf_16_le").text == k_utf8);
}

TEST_CASE("an encoding that is not known is refused, and what iconv takes for instructions") {
  for (const std::string name : {"latin99", "", "ascii//IGNORE", "latin1,utf8"})
    CHECK(error_message([&] { encoding_named(name); }).find("is no encoding that is known") != std::string::npos);
  CHECK(error_message([&] { encoding_named("shiftjs"); }).find("did you mean 'Shift_JIS'?") != std::string::npos);
}

TEST_CASE("bytes that the encoding does not have are an error with their place") {
  CHECK(complaint("a\n\xC3\xA9\n\xE9\n", "utf-8") ==
        "3: byte 0xE9 is not UTF-8; leave out --encoding, or name another");
  CHECK(complaint("a\n\xE9\n", "ascii") == "2: byte 0xE9 begins no character in ascii; name another --encoding");
  CHECK(complaint("a\n\x81\n", "cp1252") == "2: byte 0x81 begins no character in cp1252; name another --encoding");
  CHECK(complaint("a\nb\x82", "shift_jis") == "2: byte 0x82 begins no character in shift_jis; name another --encoding");
  CHECK(complaint(std::string("\xFF\xFE"
                              "a\0\n\0\0\xD8,\0",
                              10)) ==
        " byte 0x00 at offset 6 begins no character in UTF-16LE, or one that is cut off; fetch the file again");
  CHECK(complaint(std::string("\xFF\xFE"
                              "a\0\n\0b",
                              7)) ==
        " byte 0x62 at offset 6 begins no character in UTF-16LE, or one that is cut off; fetch the file again");
  CHECK(complaint("\xEF\xBB\xBF"
                  "a\n\xE9\n") ==
        "2: byte 0xE9 is not UTF-8, though the file begins with its byte order mark; fix the line, or name the "
        "--encoding");
}

TEST_CASE("a mark that contradicts the encoding is an error, or noted if the encoding can do without it") {
  CHECK(complaint("\xFF\xFE" + wide(k_wide, 2, true), "latin1") ==
        " the file's byte order mark says UTF-16LE; leave out --encoding latin1");
  CHECK(text_of("\xEF\xBB\xBF\xE9\n", "latin1") ==
        Text{"\xC3\xA9\n", {"the file's byte order mark says UTF-8; it is read as latin1, as --encoding says"}});
}

TEST_CASE("a NUL character is an error in every encoding") {
  const std::string expected = " not a text file (it holds NUL bytes); export the table as CSV in UTF-8";
  CHECK(complaint(std::string("a,b\n1,\0\n", 8)) == expected);
  CHECK(complaint(std::string("a,\xE9\n1,\0\n", 8)) == expected);
  CHECK(complaint(std::string("a,b\n1,\0\n", 8), "latin1") == expected);
  CHECK(complaint("\xFF\xFE" + wide(std::u32string(U"a,b\n\0", 5), 2, true)) == expected);
  CHECK(complaint(late(std::string(1, '\0'))) == expected);
}

TEST_CASE("a table is read in the encoding that the end of its file shows, names and categories included") {
  const std::string name = "\xC3\xA9";
  std::string content = name + ",t,y\n";
  while (content.size() < (std::size_t{3} << 20)) content += "1,\xC3\xA9,0.5\n2,b,1.5\n";
  content += "3,\xE9,2.5\n";
  for (const unsigned threads : {1U, 2U}) {
    const TemporaryFile file(content);
    const Table table = read_table(csv_options(file), threads);
    CHECK(table.columns.at(0).name == "\xC3\x83\xC2\xA9");
    CHECK(table.columns.at(1).categories == std::vector<std::string>{"b", "\xC3\x83\xC2\xA9", "\xC3\xA9"});
    REQUIRE(!table.notes.empty());
    CHECK(table.notes.front().find("byte 0xE9 is not UTF-8") != std::string::npos);
  }
}

TEST_CASE("an error above is worded in the encoding that the end of the file shows") {
  const TemporaryFile named(late("\xE9,3\n").insert(0, "\xC3\xA9").replace(2, 1, "x"));
  DataOptions options = csv_options(named);
  options.table.target = "nothing";
  const std::string message = error_message([&] { read_table(options); });
  CHECK(message.find("\xC3\x83\xC2\xA9") != std::string::npos);
}

}  // TEST_SUITE("text source")
