#pragma once

namespace reluscope {

/// Call it before a file is opened: one that was would take the number of a standard stream that is closed, and get
/// what is meant for that. From here on such a stream is open, and fails when it is used. Returns false if that cannot
/// be done.
bool reserve_standard_fds();

}  // namespace reluscope
