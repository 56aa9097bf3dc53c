#include "support/output_place.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/file_writing.hpp"

namespace reluscope {
namespace {

namespace fs = std::filesystem;

constexpr int k_most_links = 40;  // as Linux itself

/// Whether the path is the number of an open file in a folder of /proc.
bool is_number_in_proc(const fs::path& path) {
  const std::string name = path.filename().string();
  struct statfs system {};
  return !name.empty() && name.size() < 10 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }) &&
         ::statfs(path.parent_path().c_str(), &system) == 0 && system.f_type == PROC_SUPER_MAGIC &&
         path.parent_path().filename() == "fd";
}

bool is_own(const fs::path& folder_in_proc) {
  std::error_code ignored;
  return fs::equivalent(folder_in_proc, "/proc/self/fd", ignored) ||
         fs::equivalent(folder_in_proc, "/proc/thread-self/fd", ignored);
}

OutputPlace stream_place(int fd, const std::string& path) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) fail_to_write(path, EBADF);
  return {.kind = OutputPlace::Kind::stream, .fd = fd};
}

}  // namespace

FollowedPath followed(const std::string& path) {
  fs::path place = path;
  for (int links = 0; links <= k_most_links; ++links) {
    std::error_code error;
    const fs::path folder = fs::canonical(place.parent_path().empty() ? "." : place.parent_path(), error);
    if (!error && is_number_in_proc(folder / place.filename()))
      return {place.string(), is_own(folder) ? std::stoi(place.filename()) : -1, true};
    const fs::path target = fs::read_symlink(place, error);
    if (error) return {place.string()};  // no link, or what opening it will say
    place = target.is_absolute() ? target : place.parent_path() / target;
  }
  fail_to_write(path, ELOOP);
}

OutputPlace output_place(const std::string& path) {
  if (path == "-") return stream_place(STDOUT_FILENO, path);
  const FollowedPath place = followed(path);
  if (place.fd >= 0) return stream_place(place.fd, place.fd == STDOUT_FILENO ? "-" : path);
  struct stat status {};
  const bool is_there = ::stat(place.path.c_str(), &status) == 0;
  if (!is_there && errno != ENOENT) fail_to_write(path, errno);
  if (is_there && S_ISDIR(status.st_mode)) throw UserError(path + ": is a directory; name a file in it");
  if (is_there && S_ISSOCK(status.st_mode)) fail_to_write(path, ENXIO);
  if (is_there && ::access(place.path.c_str(), W_OK) != 0) fail_to_write(path, errno);
  const bool is_file = !is_there || (S_ISREG(status.st_mode) && !place.is_open);
  return {.kind = is_file ? OutputPlace::Kind::file : OutputPlace::Kind::in_place, .path = place.path};
}

}  // namespace reluscope
