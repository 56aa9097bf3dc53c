#pragma once

namespace reluscope {

/// Ends the program with exit code 2 and one error line, which has the limit on its memory, if there is one. Takes no
/// memory itself. A std::new_handler.
[[noreturn]] void end_out_of_memory() noexcept;

}  // namespace reluscope
