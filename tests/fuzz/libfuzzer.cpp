// The fuzzer that RELUSCOPE_FUZZER names, driven by libFuzzer. It is no argument, since libFuzzer starts itself again
// with its own arguments alone.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "fuzzer.hpp"

namespace {

const Fuzzer* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* const name = std::getenv("RELUSCOPE_FUZZER");
  chosen = fuzzer_named(name == nullptr ? "" : name);
  if (chosen != nullptr) return 0;
  std::fputs("RELUSCOPE_FUZZER is none of:", stderr);
  for (const Fuzzer& fuzzer : all_fuzzers()) std::fprintf(stderr, " %s", std::string(fuzzer.name).c_str());
  std::fputs("\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    chosen->run({reinterpret_cast<const char*>(data), size});
  } catch (const std::bad_alloc&) {  // the limit of the fuzzer
  }
  return 0;
}
