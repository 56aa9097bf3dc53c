#include "activation_file/layer_rows.hpp"

#include <array>
#include <utility>

#include "data/spool.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// read: has given the last of the numbers.
void expect_end(const NpyHeader& header, const std::string& place, const ReadBytes& read) {
  std::array<char, sizeof k_npy_magic - 1> next{};
  const std::size_t count = read_full(read, next);
  if (count > 0) fail_length(header, place, header.data_size() + count, {next.data(), count});
}

class StreamedRows final : public LayerRows {
 public:
  StreamedRows(const NpyHeader& header, const std::string& place, ReadBytes read)
      : LayerRows(header, place), m_read(std::move(read)) {}

 private:
  void fill(StoredRows& rows) override {
    const std::size_t count = read_full(m_read, rows.bytes);
    m_size += count;
    if (count < rows.bytes.size()) fail_length(m_header, m_place, m_size, "");
  }

  void end() override { expect_end(m_header, m_place, m_read); }

  ReadBytes m_read;
  std::uint64_t m_size = 0;
};

/// The piece of every column that belongs to the rows is read for itself.
class RowsOfColumns final : public LayerRows {
 public:
  /// owned: the file, if it is this one's.
  RowsOfColumns(const NpyHeader& header, const std::string& place, RawBytes& file, std::uint64_t offset,
                std::unique_ptr<RawBytes> owned)
      : LayerRows(header, place), m_owned(std::move(owned)), m_file(file), m_offset(offset) {}

 private:
  void fill(StoredRows& rows) override {
    const std::size_t piece = rows.rows * m_header.format.size;
    for (std::size_t unit = 0; unit < rows.units; ++unit) {
      const std::uint64_t first = std::uint64_t{unit} * m_header.rows + rows.first_row;
      const std::span<char> bytes = std::span<char>(rows.bytes).subspan(unit * piece, piece);
      if (m_file.read_at(m_offset + first * m_header.format.size, bytes) < piece)
        throw UserError(m_place + ": the file has become shorter while it was read; try again");
    }
  }

  void end() override {}  // its length is known from the start

  std::unique_ptr<RawBytes> m_owned;
  RawBytes& m_file;
  std::uint64_t m_offset;
};

}  // namespace

bool LayerRows::read(StoredRows& rows) {
  if (m_next == m_header.rows) {
    if (!m_has_ended) end();
    m_has_ended = true;
    return false;
  }
  rows.first_row = m_next;
  rows.rows = std::min(rows_at_a_time(m_header.units), m_header.rows - m_next);
  rows.units = m_header.units;
  rows.format = m_header.format;
  rows.is_by_columns = m_header.is_by_columns;
  rows.bytes.resize(rows.rows * rows.units * rows.format.size);
  fill(rows);
  m_next += rows.rows;
  return true;
}

std::unique_ptr<LayerRows> make_streamed_rows(const NpyHeader& header, const std::string& place, ReadBytes read) {
  return std::make_unique<StreamedRows>(header, place, std::move(read));
}

std::unique_ptr<LayerRows> make_rows_of_columns(const NpyHeader& header, const std::string& place, RawBytes& file,
                                                std::uint64_t offset) {
  return std::make_unique<RowsOfColumns>(header, place, file, offset, nullptr);
}

std::unique_ptr<LayerRows> make_spooled_rows(const NpyHeader& header, const std::string& place, const std::string& path,
                                             const ReadBytes& read) {
  std::uint64_t left = header.data_size();
  const auto read_numbers = [&](std::span<char> buffer) {
    if (left == 0) return std::size_t{0};
    const std::size_t count = read(buffer.first(std::min<std::uint64_t>(left, buffer.size())));
    left -= count;
    return count;
  };
  std::unique_ptr<RawBytes> spool = spooled(path, read_numbers, header.data_size());
  if (left > 0) fail_length(header, place, header.data_size() - left, "");
  expect_end(header, place, read);
  RawBytes& file = *spool;
  return std::make_unique<RowsOfColumns>(header, place, file, 0, std::move(spool));
}

void fail_length(const NpyHeader& header, const std::string& place, std::uint64_t size, std::string_view next) {
  const auto bytes = [](std::uint64_t count) { return pluralized(static_cast<std::int64_t>(count), "byte"); };
  const std::string needed = "its shape " + shape_text(header) + " needs " + bytes(header.data_size());
  if (size < header.data_size())
    throw UserError(place + ": holds " + bytes(size) + " of numbers, but " + needed +
                    "; it is cut off, save the array again with np.save");
  if (next.starts_with(k_npy_magic))
    throw UserError(place + ": holds a further array after the first, of which " + needed +
                    "; save each layer by its name, with np.savez");
  throw UserError(place + ": " + needed + ", but more than those follow the header: at least " + bytes(size) +
                  "; save the array again with np.save");
}

}  // namespace reluscope
