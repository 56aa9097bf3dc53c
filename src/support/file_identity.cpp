#include "support/file_identity.hpp"

#include <filesystem>
#include <sys/stat.h>

#include "support/output_place.hpp"

namespace reluscope {

FileIdentity::FileIdentity(const std::string& path, int standard_fd) {
  const FollowedPath place = path == "-" ? FollowedPath{path, standard_fd, true} : followed(path);
  m_fd = place.fd;
  struct stat status {};
  const bool is_there = (m_fd >= 0 ? ::fstat(m_fd, &status) : ::stat(place.path.c_str(), &status)) == 0;
  std::string name;
  if (!is_there && m_fd < 0) {
    const std::filesystem::path file = place.path, folder = file.parent_path();
    name = file.filename().string();
    if (::stat(folder.empty() ? "." : folder.c_str(), &status) != 0) return;
  } else if (!is_there || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode)) {
    return;
  }
  m_file = {status.st_dev, status.st_ino, name};
}

}  // namespace reluscope
