#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <zlib.h>

#include "temporary_file.hpp"

/// The content as one gzip member, as zlib writes it.
inline std::string gzipped(const std::string& content) {
  const TemporaryFile file("");
  gzFile gz = ::gzopen(file.path().c_str(), "wb");
  ::gzwrite(gz, content.data(), static_cast<unsigned>(content.size()));
  ::gzclose(gz);
  std::ifstream written(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(written), {}};
}
