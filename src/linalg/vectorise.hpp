#pragma once

/// Before a function whose body is a plain loop: the compiler makes one copy for any x86-64, one for AVX2 and one for
/// AVX-512, and the loader picks. With other compilers it does nothing.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define RELUSCOPE_VECTORISE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define RELUSCOPE_VECTORISE
#endif
