#pragma once

// Read by tests/mutation: every mutant of a run is compiled in, and the environment chooses the one that is active.
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reluscope_mutation {

inline int active = -1;
inline unsigned char unmapped[1 << 16];
/// One byte a mutant, 1 if its line was reached; in a file that all processes of a test share.
inline unsigned char* reached = unmapped;

/// Before any other code of the program, whose own static objects may have mutants.
__attribute__((constructor(101), used)) inline void read_environment() {
  if (reached != unmapped) return;
  if (const char* id = std::getenv("RELUSCOPE_MUTANT")) active = std::atoi(id);
  if (const char* name = std::getenv("RELUSCOPE_MUTANTS_REACHED")) {
    const int file = open(name, O_RDWR | O_CLOEXEC);
    void* bytes = file < 0 ? MAP_FAILED : mmap(nullptr, sizeof unmapped, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0) close(file);
    if (bytes != MAP_FAILED) reached = static_cast<unsigned char*>(bytes);
  }
}

/// Whether this mutant is active. Constants of the compiler are never mutated.
constexpr bool on(int id) {
  if (__builtin_is_constant_evaluated()) return false;
  reached[id] = 1;
  return id == active;
}

}  // namespace reluscope_mutation
