#include "support/staged_file.hpp"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "support/file_writing.hpp"
#include "support/nameless_file.hpp"

namespace reluscope {
namespace {

namespace fs = std::filesystem;

constexpr int k_attempts = 100;  // at a name that nobody has

std::string folder_of(const std::string& place) {
  const fs::path folder = fs::path(place).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// A name beside the place that nobody else takes, also on a folder that machines share; never too long for one.
std::string name_beside(const std::string& place) {
  std::uint64_t number = 0;
  if (::getentropy(&number, sizeof number) != 0)
    number = static_cast<std::uint64_t>(::getpid()) << 32 ^ static_cast<std::uint64_t>(std::time(nullptr));
  std::string suffix = ".part";
  for (int i = 0; i < 6; ++i, number /= 26) suffix += static_cast<char>('a' + number % 26);
  const fs::path path = place;
  return (path.parent_path() / (path.filename().string().substr(0, NAME_MAX - suffix.size()) + suffix)).string();
}

}  // namespace

StagedFile::StagedFile(const std::string& path, const std::string& place)
    : m_path(path), m_place(place), m_beside(name_beside(place)) {
  m_fd = open_nameless(folder_of(place), O_WRONLY);
  if (m_fd < 0) open_named();
  inherit_mode();
}

StagedFile::~StagedFile() {
  ::close(m_fd);
  if (m_has_name) ::unlink(m_beside.c_str());
}

void StagedFile::write(std::string_view content) {
  write_all(m_fd, content, m_path);
  // of a file system that knows no such thing, nothing more can be asked
  if (::fsync(m_fd) != 0 && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) fail_to_write(m_path, errno);
}

void StagedFile::prepare() {
  struct stat status {};
  const bool is_there = ::lstat(m_place.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode)) fail_to_write(m_path, EISDIR);
  if (is_there && !m_has_name) name_it();  // what is there is replaced by renaming alone
}

void StagedFile::move_into_place() {
  if (!m_has_name) {
    const int error = give_name(m_fd, m_place);
    m_is_new_there = error == 0;
    if (error == 0) return;
    if (error != EEXIST) fail_to_write(m_path, error);
    name_it();
  }
  struct stat status {};
  const bool is_new = ::lstat(m_place.c_str(), &status) != 0;
  if (std::rename(m_beside.c_str(), m_place.c_str()) != 0) fail_to_write(m_path, errno);
  m_has_name = false;
  m_is_new_there = is_new;
}

void StagedFile::take_back() const {
  if (m_is_new_there) ::unlink(m_place.c_str());
}

void StagedFile::open_named() {
  for (int attempt = 0; m_fd < 0; ++attempt) {
    m_fd = ::open(m_beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (m_fd < 0 && (errno != EEXIST || attempt == k_attempts)) fail_to_write(m_path, errno);
    if (m_fd < 0) m_beside = name_beside(m_place);
  }
  m_has_name = true;
}

/// Takes no memory: where there is none, the program ends, and the file would stay.
void StagedFile::name_it() {
  for (int attempt = 0; !m_has_name; ++attempt) {
    const int error = give_name(m_fd, m_beside);
    m_has_name = error == 0;
    if (error != 0 && (error != EEXIST || attempt == k_attempts)) fail_to_write(m_path, error);
    if (error != 0) m_beside = name_beside(m_place);
  }
}

void StagedFile::inherit_mode() const {
  struct stat old {
  }, own{};
  if (::stat(m_place.c_str(), &old) != 0 || !S_ISREG(old.st_mode) || ::fstat(m_fd, &own) != 0) return;
  const bool is_anothers = old.st_uid != own.st_uid && ::fchown(m_fd, old.st_uid, old.st_gid) != 0;
  const bool is_of_another_group = (is_anothers || old.st_uid == own.st_uid) && old.st_gid != own.st_gid &&
                                   ::fchown(m_fd, static_cast<uid_t>(-1), old.st_gid) != 0;
  // what the old group was allowed, another is not
  ::fchmod(m_fd, old.st_mode & (is_of_another_group ? 0707U : 0777U));
}

}  // namespace reluscope
