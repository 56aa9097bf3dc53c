// Loaded before the C library (LD_PRELOAD), it makes calls of one kind fail; tests/faults/faults.py starts the program
// with it. The environment says which:
//   FAULT_KIND   one of k_kinds
//   FAULT_FIRST  the first call of that kind to fail, from 1 on
//   FAULT_CALLS  how many fail in a row; 0: all from there on
//   FAULT_ERROR  the errno they fail with; 0: no error, but a single byte is read or written
//   FAULT_COUNTS a file to which the number of calls of each kind is written when the program ends
//   FAULT_STEP   with FAULT_FORKS: of so many calls one is tried
//   FAULT_FORKS  of allocations: a file. The program forks at each of them, from FAULT_FIRST on, and the call fails in
//   the
//                child alone, for which the program waits. If the child ends with exit code 2 and the line on memory,
//                as the first thing that it does, that is all there is to know of this call; else it has to be tried by
//                itself. So every one of tens of thousands can be tried in the time of some runs. The file gets a
//                record for each call.

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
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
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

/// What FAULT_FORKS gets, in the order of the calls.
struct ForkRecord {
  std::int32_t call;
  std::int32_t changes;  // calls so far that may change files: between two of them, they stay as they are
  std::int32_t status;   // the exit code of the child: 2, or 77 if the call has to be tried by itself
};
constexpr int k_try_by_itself = 77;

std::atomic<long> s_calls[k_kind_count];
int s_forks = -1;  // the file
bool s_is_child = false, s_has_said = false;
std::atomic_flag s_is_forking;
bool s_counts = false;  // nothing is counted before main's libraries are there
int s_kind = -1;
long s_first = 0, s_end = 0, s_step = 1;
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
  if (std::getenv("FAULT_FORKS") != nullptr && number("FAULT_CALLS") == 1) s_end = 0;
  s_error = static_cast<int>(number("FAULT_ERROR"));
  if (std::getenv("FAULT_STEP") != nullptr) s_step = number("FAULT_STEP");
  if (const char* const path = std::getenv("FAULT_FORKS"))
    s_forks = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  s_counts = true;
}

[[noreturn]] void leave(int code) {
  ::syscall(SYS_exit_group, code);
  __builtin_unreachable();
}

__attribute__((destructor)) void end() {
  s_counts = false;
  if (s_is_child) leave(k_try_by_itself);
  const char* const path = std::getenv("FAULT_COUNTS");
  if (path == nullptr) return;
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) std::abort();
  for (int i = 0; i < k_kind_count; ++i) std::fprintf(file, "%s %ld\n", k_kinds[i], s_calls[i].load());
  std::fclose(file);
}

/// Whether people could read what is added to standard error, a file here.
bool is_at_start_of_line() {
  const long size = ::syscall(SYS_lseek, STDERR_FILENO, 0, SEEK_END);
  char last = 0;
  return size == 0 || (::syscall(SYS_pread64, STDERR_FILENO, &last, 1, size - 1) == 1 && last == '\n');
}

/// In a child, that the call fails; in the parent, when the child is gone, that it does not.
bool fails_in_child(long call) {
  while (s_is_forking.test_and_set()) ::syscall(SYS_sched_yield);
  ForkRecord record{.call = static_cast<std::int32_t>(call), .changes = 0, .status = 0};
  for (const Kind kind : {k_open, k_write, k_rename, k_link, k_unlink, k_truncate, k_folder, k_mode})
    record.changes += static_cast<std::int32_t>(s_calls[kind]);
  const pid_t child = ::fork();
  if (child == 0) {
    s_is_child = true;
    ::alarm(20);
    return true;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  record.status = WIFEXITED(status) ? WEXITSTATUS(status) : k_try_by_itself;
  ::syscall(SYS_write, s_forks, &record, sizeof record);
  s_is_forking.clear();
  return false;
}

/// Counts a call; whether it is one of those that fail.
bool is_chosen(Kind kind) {
  if (!s_counts) return false;
  const long call = ++s_calls[kind];
  if (s_is_child) {
    if (kind != k_memory) leave(k_try_by_itself);
    return call < s_end;
  }
  if (s_forks >= 0)
    return kind == k_memory && call >= s_first && (call - s_first) % s_step == 0 && fails_in_child(call);
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

extern "C" void _exit(int code) {
  if (s_is_child) leave(code == 2 && s_has_said && is_at_start_of_line() ? 2 : k_try_by_itself);
  leave(code);
}

extern "C" ssize_t write(int fd, const void* bytes, std::size_t size) {
  static auto* const real = next<ssize_t(int, const void*, std::size_t)>("write");
  constexpr std::string_view k_line = "error: out of memory";
  if (s_is_child && !s_has_said && fd == STDERR_FILENO) {
    const std::string_view text(static_cast<const char*>(bytes), size);
    s_has_said = text.starts_with(k_line) && text.find('\n') == size - 1;
    if (s_has_said) return static_cast<ssize_t>(size);
  }
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
