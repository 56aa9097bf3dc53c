#include "data/spool.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <vector>

#include "support/error.hpp"
#include "support/file_writing.hpp"
#include "support/held_signals.hpp"
#include "support/nameless_file.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_spool_block = std::size_t{256} << 10;

std::string temporary_folder() {
  const char* const folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

}  // namespace

void fail_to_spool(const std::string& path, int error) {
  throw UserError(input_name(path) + ": has to be kept in a temporary file in " + temporary_folder() + ": " +
                  std::strerror(error) + "; set TMPDIR to a folder with room");
}

int open_spool(const std::string& path) {
  const int nameless = open_nameless(temporary_folder(), O_RDWR);
  if (nameless >= 0) return nameless;
  const HeldSignals no_file_is_left_behind;
  std::string name = temporary_folder() + "/reluscope-XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) fail_to_spool(path, errno);
  ::unlink(name.c_str());
  return fd;
}

std::unique_ptr<RawBytes> spooled(const std::string& path, const ReadBytes& read, std::uint64_t size) {
  std::error_code ignored;
  if (std::filesystem::space(temporary_folder(), ignored).available < size) fail_to_spool(path, ENOSPC);
  const int fd = open_spool(path);
  auto spool = std::make_unique<RawBytes>(path, fd);
  std::vector<char> block(k_spool_block);
  while (const std::size_t count = read(block))
    if (const int error = try_to_write(fd, {block.data(), count})) fail_to_spool(path, error);
  spool->rewind();
  return spool;
}

}  // namespace reluscope
