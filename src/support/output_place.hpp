#pragma once

#include <string>

namespace reluscope {

/// A path with the links at its end followed, also where the last one leads to nothing yet.
struct FollowedPath {
  std::string path;
  int fd = -1;           // its number if it is an open file of this program, as /dev/stdout and /dev/fd/1 are
  bool is_open = false;  // it stands for an open file, of this program or another, in /proc
};

/// Throws UserError if the links go in circles.
FollowedPath followed(const std::string& path);

/// Where an output goes.
struct OutputPlace {
  enum class Kind {
    stream,    // a file that is open already, such as standard output
    in_place,  // a device or pipe, which is written as it is
    file,      // is made beside its place, and moved there
  };

  Kind kind = Kind::file;
  int fd = -1;       // of a stream
  std::string path;  // of the others; a file's is no link
};

/// "-" is standard output. Throws UserError that names the path if nothing can be written there.
OutputPlace output_place(const std::string& path);

}  // namespace reluscope
