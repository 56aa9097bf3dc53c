// Loaded before the C library (LD_PRELOAD), it makes calls of one kind fail; tests/faults/faults.py starts the program
// with it. The environment says which:
//   FAULT_KIND   one of k_kinds
//   FAULT_FIRST  the first call of that kind to fail, from 1 on
//   FAULT_CALLS  how many fail in a row; 0: all from there on
//   FAULT_ERROR  the errno they fail with; 0: no error, but a single byte is read or written
//   FAULT_COUNTS a file to which the number of calls of each kind is written when the program ends; none fails

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t) noexcept;
void* __libc_calloc(std::size_t, std::size_t) noexcept;
void* __libc_realloc(void*, std::size_t) noexcept;
void* __libc_memalign(std::size_t, std::size_t) noexcept;
}

namespace {

enum Kind {
  k_open,
  k_read,
  k_write,
  k_sync,
  k_rename,
  k_link,
  k_unlink,
  k_stat,
  k_seek,
  k_truncate,
  k_close,
  k_folder,
  k_path,
  k_mode,
  k_map,
  k_thread,
  k_memory,
  k_kind_count
};

constexpr const char* k_kinds[k_kind_count] = {"open",   "read", "write", "sync",     "rename", "link",
                                               "unlink", "stat", "seek",  "truncate", "close",  "folder",
                                               "path",   "mode", "map",   "thread",   "memory"};

std::atomic<long> s_calls[k_kind_count];
bool s_counts = false;  // nothing is counted before main's libraries are there
int s_kind = -1;
long s_first = 0, s_end = 0;
int s_error = 0;

long number(const char* name) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atol(text) : 0;
}

__attribute__((constructor)) void begin() {
  if (const char* const kind = std::getenv("FAULT_KIND"))
    for (int i = 0; i < k_kind_count; ++i)
      if (std::strcmp(kind, k_kinds[i]) == 0) s_kind = i;
  s_first = number("FAULT_FIRST");
  s_end = number("FAULT_CALLS") > 0 ? s_first + number("FAULT_CALLS") : INT64_MAX;
  s_error = static_cast<int>(number("FAULT_ERROR"));
  s_counts = true;
}

__attribute__((destructor)) void end() {
  s_counts = false;
  const char* const path = std::getenv("FAULT_COUNTS");
  if (path == nullptr) return;
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) std::abort();
  for (int i = 0; i < k_kind_count; ++i) std::fprintf(file, "%s %ld\n", k_kinds[i], s_calls[i].load());
  std::fclose(file);
}

/// Counts a call; whether it is one of those that fail.
bool is_chosen(Kind kind) {
  if (!s_counts) return false;
  const long call = ++s_calls[kind];
  return kind == s_kind && call >= s_first && call < s_end;
}

bool fails(Kind kind) {
  if (!is_chosen(kind)) return false;
  errno = s_error;
  return true;
}

/// How much of a read or write is done: all, a byte, or -1, nothing, with errno.
ssize_t allowed(Kind kind, std::size_t size) {
  if (!is_chosen(kind)) return static_cast<ssize_t>(size);
  if (s_error == 0) return size > 0 ? 1 : 0;
  errno = s_error;
  return -1;
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

using Open = int(const char*, int, ...);
using OpenAt = int(int, const char*, int, ...);

bool has_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

}  // namespace

// A function of the C library that fails as a whole: RELAY(kind, its type, what it returns then, name, (parameters),
// (arguments)).
#define RELAY(kind, type, failed, name, parameters, arguments) \
  extern "C" type name parameters {                            \
    static auto* const real = next<type parameters>(#name);    \
    return fails(kind) ? failed : real arguments;              \
  }

#define RELAY_OPEN(name)                                            \
  extern "C" int name(const char* path, int flags, ...) {           \
    static auto* const real = next<Open>(#name);                    \
    std::va_list rest;                                              \
    va_start(rest, flags);                                          \
    const mode_t mode = has_mode(flags) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                   \
    return fails(k_open) ? -1 : real(path, flags, mode);            \
  }

#define RELAY_OPENAT(name)                                            \
  extern "C" int name(int folder, const char* path, int flags, ...) { \
    static auto* const real = next<OpenAt>(#name);                    \
    std::va_list rest;                                                \
    va_start(rest, flags);                                            \
    const mode_t mode = has_mode(flags) ? va_arg(rest, mode_t) : 0;   \
    va_end(rest);                                                     \
    return fails(k_open) ? -1 : real(folder, path, flags, mode);      \
  }

RELAY_OPEN(open)
RELAY_OPEN(open64)
RELAY_OPENAT(openat)
RELAY_OPENAT(openat64)
RELAY(k_open, int, -1, creat, (const char* path, mode_t mode), (path, mode))
RELAY(k_open, int, -1, mkstemp, (char* path), (path))
RELAY(k_open, int, -1, mkostemp, (char* path, int flags), (path, flags))
RELAY(k_open, std::FILE*, nullptr, fopen, (const char* path, const char* mode), (path, mode))
RELAY(k_open, std::FILE*, nullptr, fopen64, (const char* path, const char* mode), (path, mode))
RELAY(k_open, DIR*, nullptr, opendir, (const char* path), (path))
RELAY(k_open, DIR*, nullptr, fdopendir, (int fd), (fd))

RELAY(k_sync, int, -1, fsync, (int fd), (fd))
RELAY(k_sync, int, -1, fdatasync, (int fd), (fd))

RELAY(k_rename, int, -1, rename, (const char* from, const char* to) noexcept, (from, to))
RELAY(k_rename, int, -1, renameat, (int from_folder, const char* from, int to_folder, const char* to) noexcept,
      (from_folder, from, to_folder, to))
RELAY(k_rename, int, -1, renameat2,
      (int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept,
      (from_folder, from, to_folder, to, flags))

RELAY(k_link, int, -1, link, (const char* from, const char* to) noexcept, (from, to))
RELAY(k_link, int, -1, linkat, (int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept,
      (from_folder, from, to_folder, to, flags))
RELAY(k_link, int, -1, symlink, (const char* from, const char* to) noexcept, (from, to))

RELAY(k_unlink, int, -1, unlink, (const char* path) noexcept, (path))
RELAY(k_unlink, int, -1, unlinkat, (int folder, const char* path, int flags) noexcept, (folder, path, flags))
RELAY(k_unlink, int, -1, remove, (const char* path) noexcept, (path))

RELAY(k_stat, int, -1, stat, (const char* path, struct stat* status) noexcept, (path, status))
RELAY(k_stat, int, -1, stat64, (const char* path, struct stat64* status) noexcept, (path, status))
RELAY(k_stat, int, -1, lstat, (const char* path, struct stat* status) noexcept, (path, status))
RELAY(k_stat, int, -1, lstat64, (const char* path, struct stat64* status) noexcept, (path, status))
RELAY(k_stat, int, -1, fstat, (int fd, struct stat* status) noexcept, (fd, status))
RELAY(k_stat, int, -1, fstat64, (int fd, struct stat64* status) noexcept, (fd, status))
RELAY(k_stat, int, -1, fstatat, (int folder, const char* path, struct stat* status, int flags) noexcept,
      (folder, path, status, flags))
RELAY(k_stat, int, -1, statx, (int folder, const char* path, int flags, unsigned mask, struct statx* status) noexcept,
      (folder, path, flags, mask, status))
RELAY(k_stat, int, -1, access, (const char* path, int mode) noexcept, (path, mode))
RELAY(k_stat, int, -1, faccessat, (int folder, const char* path, int mode, int flags) noexcept,
      (folder, path, mode, flags))
RELAY(k_stat, int, -1, statvfs, (const char* path, struct statvfs* status) noexcept, (path, status))
RELAY(k_stat, int, -1, statvfs64, (const char* path, struct statvfs64* status) noexcept, (path, status))

RELAY(k_seek, off_t, -1, lseek, (int fd, off_t offset, int whence) noexcept, (fd, offset, whence))
RELAY(k_seek, off64_t, -1, lseek64, (int fd, off64_t offset, int whence) noexcept, (fd, offset, whence))
RELAY(k_truncate, int, -1, ftruncate, (int fd, off_t size) noexcept, (fd, size))
RELAY(k_truncate, int, -1, ftruncate64, (int fd, off64_t size) noexcept, (fd, size))

RELAY(k_folder, int, -1, mkdir, (const char* path, mode_t mode) noexcept, (path, mode))
RELAY(k_folder, dirent*, nullptr, readdir, (DIR * folder), (folder))
RELAY(k_folder, dirent64*, nullptr, readdir64, (DIR * folder), (folder))

RELAY(k_path, char*, nullptr, realpath, (const char* path, char* resolved) noexcept, (path, resolved))
RELAY(k_path, char*, nullptr, getcwd, (char* path, std::size_t size) noexcept, (path, size))
RELAY(k_path, ssize_t, -1, readlink, (const char* path, char* target, std::size_t size) noexcept, (path, target, size))

RELAY(k_mode, int, -1, fchmod, (int fd, mode_t mode) noexcept, (fd, mode))
RELAY(k_mode, int, -1, fchown, (int fd, uid_t user, gid_t group) noexcept, (fd, user, group))

RELAY(k_map, void*, MAP_FAILED, mmap,
      (void* address, std::size_t size, int protection, int flags, int fd, off_t offset) noexcept,
      (address, size, protection, flags, fd, offset))
RELAY(k_map, void*, MAP_FAILED, mmap64,
      (void* address, std::size_t size, int protection, int flags, int fd, off64_t offset) noexcept,
      (address, size, protection, flags, fd, offset))

// It closes what it says it could not, as Linux does.
extern "C" int close(int fd) {
  static auto* const real = next<int(int)>("close");
  if (!is_chosen(k_close)) return real(fd);
  real(fd);
  errno = s_error;
  return -1;
}

extern "C" ssize_t read(int fd, void* buffer, std::size_t size) {
  static auto* const real = next<ssize_t(int, void*, std::size_t)>("read");
  const ssize_t most = allowed(k_read, size);
  return most < 0 ? -1 : real(fd, buffer, static_cast<std::size_t>(most));
}
extern "C" ssize_t pread(int fd, void* buffer, std::size_t size, off_t offset) {
  static auto* const real = next<ssize_t(int, void*, std::size_t, off_t)>("pread");
  const ssize_t most = allowed(k_read, size);
  return most < 0 ? -1 : real(fd, buffer, static_cast<std::size_t>(most), offset);
}
extern "C" ssize_t pread64(int fd, void* buffer, std::size_t size, off64_t offset) {
  return pread(fd, buffer, size, offset);
}

extern "C" ssize_t write(int fd, const void* bytes, std::size_t size) {
  static auto* const real = next<ssize_t(int, const void*, std::size_t)>("write");
  const ssize_t most = allowed(k_write, size);
  return most < 0 ? -1 : real(fd, bytes, static_cast<std::size_t>(most));
}
extern "C" ssize_t writev(int fd, const iovec* parts, int count) {
  static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
  const ssize_t most = allowed(k_write, 2);  // all, or a byte of the first part
  if (most < 0) return -1;
  if (most == 2) return real(fd, parts, count);
  const iovec first = {parts[0].iov_base, parts[0].iov_len > 0 ? 1UL : 0UL};
  return real(fd, &first, 1);
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument) noexcept {
  static auto* const real = next<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  return is_chosen(k_thread) ? s_error : real(thread, attributes, start, argument);
}

extern "C" void* malloc(std::size_t size) noexcept { return fails(k_memory) ? nullptr : __libc_malloc(size); }
extern "C" void* calloc(std::size_t count, std::size_t size) noexcept {
  return fails(k_memory) ? nullptr : __libc_calloc(count, size);
}
extern "C" void* realloc(void* memory, std::size_t size) noexcept {
  return fails(k_memory) ? nullptr : __libc_realloc(memory, size);
}
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return fails(k_memory) ? nullptr : __libc_memalign(alignment, size);
}
extern "C" int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  if (is_chosen(k_memory)) return s_error;
  *memory = __libc_memalign(alignment, size);
  return *memory != nullptr ? 0 : ENOMEM;
}
