#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "data/raw_bytes.hpp"
#include "data/read_bytes.hpp"

namespace reluscope {

/// All that `read` gives, in a file without a name in $TMPDIR or /tmp: it can be read anywhere in it, and goes with the
/// RawBytes. path: of what it comes from, for messages. size: of all that, if it is known. Throws UserError if there is
/// no room for it.
std::unique_ptr<RawBytes> spooled(const std::string& path, const ReadBytes& read, std::uint64_t size = 0);

/// Such a file, open for writing and reading. Throws UserError.
int open_spool(const std::string& path);
/// error: of the system.
[[noreturn]] void fail_to_spool(const std::string& path, int error);

}  // namespace reluscope
