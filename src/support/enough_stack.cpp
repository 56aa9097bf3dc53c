#include "support/enough_stack.hpp"

#include <cstddef>
#include <pthread.h>
#include <sys/resource.h>
#include <system_error>
#include <thread>

namespace reluscope {
namespace {

constexpr std::size_t k_enough = std::size_t{1} << 20;  // what was ever seen in use is 60 kB

}  // namespace

bool run_with_enough_stack(const std::function<void()>& work) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= k_enough) {
    work();
    return true;
  }
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, k_enough);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
  try {
    std::thread(work).join();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

}  // namespace reluscope
