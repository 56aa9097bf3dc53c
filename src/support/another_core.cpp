#include "support/another_core.hpp"

#include <pthread.h>
#include <sched.h>

namespace reluscope {

void move_to_another_core([[maybe_unused]] std::thread::native_handle_type thread) {
#if defined(__linux__)
  cpu_set_t allowed;
  const int core = sched_getcpu();
  if (core < 0 || core >= CPU_SETSIZE || pthread_getaffinity_np(thread, sizeof allowed, &allowed) != 0) return;
  cpu_set_t others = allowed;
  CPU_CLR(static_cast<std::size_t>(core), &others);
  if (CPU_COUNT(&others) == 0) return;
  pthread_setaffinity_np(thread, sizeof others, &others);  // this moves it
  pthread_setaffinity_np(thread, sizeof allowed, &allowed);
#endif
}

}  // namespace reluscope
