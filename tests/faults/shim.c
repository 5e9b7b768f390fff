// LD_PRELOAD library for the trials in this folder. It counts the calls that change regular files (write, truncate,
// create, sync, rename, link, unlink), over all threads and children, and at the n-th one
//   FAULT_KILL_AT=n          kills the whole process group, as a machine that dies (FAULT_TORN=1: half of the write has
//   been done) FAULT_FAIL_AT=n          lets it and all later ones fail with FAULT_ERRNO (FAULT_ONCE=1: only this one;
//   a full disk still unlinks) FAULT_STOP_AT_NAME=1     stops (SIGSTOP) just before it gives a file its final name,
//   until it is told to go on FAULT_PLAIN_NAMES=1      knows no flags of renameat2, as some network file systems, and
//   FAULT_NO_LINKS=1 no hard links FAULT_NO_LOCKS=1         has no locks
// FAULT_COUNT=FILE writes how many there were; FAULT_LOG=FILE appends all of them, from which power_loss.py rebuilds
// any moment.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long* count;  // shared with children, so that a fault's place is one number
static long kill_at = -1, fail_at = -1;
static int torn, once, error_number, log_fd = -1, stop_at_name, plain_names, no_links, no_locks;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;  // the log has the order in which things happened

static long number(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
  count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  kill_at = number("FAULT_KILL_AT", -1);
  fail_at = number("FAULT_FAIL_AT", -1);
  torn = number("FAULT_TORN", 0) != 0;
  once = number("FAULT_ONCE", 0) != 0;
  error_number = (int)number("FAULT_ERRNO", EIO);
  stop_at_name = number("FAULT_STOP_AT_NAME", 0) != 0;
  plain_names = number("FAULT_PLAIN_NAMES", 0) != 0;
  no_links = number("FAULT_NO_LINKS", 0) != 0;
  no_locks = number("FAULT_NO_LOCKS", 0) != 0;
  if (getenv("FAULT_LOG"))
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, getenv("FAULT_LOG"), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("FAULT_COUNT");
  FILE* out = path ? fopen(path, "w") : NULL;
  if (out) fprintf(out, "%ld\n", *count), fclose(out);
}

// A record: kind, 7 bytes of nothing, inode, offset, length of the data, lengths of two paths, the paths, the data.
struct record {
  char kind, nothing[7];
  uint64_t inode;
  int64_t offset;
  uint64_t bytes;
  uint32_t path_bytes, other_bytes;
};

static void note(char kind, uint64_t inode, int64_t offset, const void* data, size_t bytes, const char* path,
                 const char* other) {
  if (log_fd < 0) return;
  struct record head = {kind, {0}, inode, offset, bytes, (uint32_t)strlen(path), (uint32_t)strlen(other)};
  struct iovec parts[4] = {
      {&head, sizeof head}, {(void*)path, head.path_bytes}, {(void*)other, head.other_bytes}, {(void*)data, bytes}};
  syscall(SYS_writev, log_fd, parts, 4);
}

static void absolute(int folder, const char* path, char out[PATH_MAX]) {
  char base[PATH_MAX] = "", link[64];
  if (path[0] != '/') {
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    const ssize_t n = readlink(link, base, sizeof base - 2);
    if (n > 0) base[n] = '/', base[n + 1] = 0;
  }
  snprintf(out, PATH_MAX, "%s%s", base, path[0] == '.' && path[1] == '/' ? path + 2 : path);
}

// Counts a call; 0: go on, -1: it fails. `tear` does half of it before the machine dies.
static int enter(void (*tear)(int, const void*, size_t, off_t), int fd, const void* data, size_t bytes, off_t offset) {
  const long n = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
  if (n == kill_at) {
    if (torn && tear) tear(fd, data, bytes / 2, offset);
    syscall(SYS_kill, 0, SIGKILL);
    for (;;) pause();
  }
  if (fail_at > 0 && (once ? n == fail_at : n >= fail_at)) {
    errno = error_number;
    return -1;
  }
  return 0;
}

static int is_watched(int fd, struct stat* info) {
  return fd > 2 && fd != log_fd && fstat(fd, info) == 0 && S_ISREG(info->st_mode);
}

static void tear_write(int fd, const void* data, size_t bytes, off_t offset) {
  syscall(SYS_pwrite64, fd, data, bytes, offset);
}

static ssize_t do_write(int fd, const void* data, size_t bytes, off_t offset, int number_of_call) {
  struct stat info;
  const int watched = is_watched(fd, &info);
  if (!watched)
    return number_of_call == SYS_write ? syscall(SYS_write, fd, data, bytes)
                                       : syscall(SYS_pwrite64, fd, data, bytes, offset);
  pthread_mutex_lock(&mutex);
  if (number_of_call == SYS_write)
    offset = fcntl(fd, F_GETFL) & O_APPEND ? info.st_size : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
  ssize_t done = enter(tear_write, fd, data, bytes, offset);
  if (done == 0) {
    note('w', info.st_ino, offset, data, bytes, "", "");
    done = number_of_call == SYS_write ? syscall(SYS_write, fd, data, bytes)
                                       : syscall(SYS_pwrite64, fd, data, bytes, offset);
  }
  pthread_mutex_unlock(&mutex);
  return done;
}

ssize_t write(int fd, const void* data, size_t bytes) { return do_write(fd, data, bytes, 0, SYS_write); }
ssize_t pwrite(int fd, const void* data, size_t bytes, off_t offset) {
  return do_write(fd, data, bytes, offset, SYS_pwrite64);
}
ssize_t pwrite64(int fd, const void* data, size_t bytes, off64_t offset) {
  return do_write(fd, data, bytes, offset, SYS_pwrite64);
}

int ftruncate(int fd, off_t size) {
  struct stat info;
  if (!is_watched(fd, &info)) return (int)syscall(SYS_ftruncate, fd, size);
  pthread_mutex_lock(&mutex);
  int done = enter(NULL, 0, NULL, 0, 0);
  if (done == 0) {
    note('t', info.st_ino, size, NULL, 0, "", "");
    done = (int)syscall(SYS_ftruncate, fd, size);
  }
  pthread_mutex_unlock(&mutex);
  return done;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int do_sync(int fd, int number_of_call) {
  struct stat info;
  char link[64], path[PATH_MAX] = "";
  if (fd <= 2 || fstat(fd, &info) != 0 || !(S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)))
    return (int)syscall(number_of_call, fd);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink(link, path, sizeof path - 1) < 0) path[0] = 0;
  pthread_mutex_lock(&mutex);
  int done = enter(NULL, 0, NULL, 0, 0);
  if (done == 0) {
    done = (int)syscall(number_of_call, fd);
    note(S_ISDIR(info.st_mode) ? 'd' : 's', info.st_ino, 0, NULL, 0, path, "");
  }
  pthread_mutex_unlock(&mutex);
  return done;
}
int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

int openat(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  struct stat info;
  const int exists = fstatat(folder, path, &info, 0) == 0;
  const int changes = (!exists && flags & O_CREAT) || (exists && flags & O_TRUNC && S_ISREG(info.st_mode));
  if (!changes) return (int)syscall(SYS_openat, folder, path, flags, mode);
  pthread_mutex_lock(&mutex);
  int fd = enter(NULL, 0, NULL, 0, 0);
  if (fd == 0) {
    fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fstat(fd, &info) == 0) {
      char full[PATH_MAX];
      absolute(folder, path, full);
      note(exists ? 't' : 'c', info.st_ino, 0, NULL, 0, full, "");
    }
  }
  pthread_mutex_unlock(&mutex);
  return fd;
}
#define OPEN_MODE(name)                                          \
  va_list more;                                                  \
  va_start(more, name);                                          \
  const mode_t mode = name & O_CREAT ? va_arg(more, mode_t) : 0; \
  va_end(more)
int openat64(int folder, const char* path, int flags, ...) {
  OPEN_MODE(flags);
  return openat(folder, path, flags, mode);
}
int open(const char* path, int flags, ...) {
  OPEN_MODE(flags);
  return openat(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  OPEN_MODE(flags);
  return openat(AT_FDCWD, path, flags, mode);
}

// What changes names: `do_it` is the system call.
#define CHANGE_NAME(kind, from_folder, from, to_folder, to, do_it) \
  char a[PATH_MAX], b[PATH_MAX];                                   \
  absolute(from_folder, from, a);                                  \
  absolute(to_folder, to, b);                                      \
  pthread_mutex_lock(&mutex);                                      \
  int done = enter(NULL, 0, NULL, 0, 0);                           \
  if (done == 0) {                                                 \
    done = (int)(do_it);                                           \
    if (done == 0) note(kind, 0, 0, NULL, 0, a, b);                \
  }                                                                \
  pthread_mutex_unlock(&mutex);                                    \
  return done

static void stop_before_name(void) {
  if (__atomic_exchange_n(&stop_at_name, 0, __ATOMIC_SEQ_CST)) syscall(SYS_kill, getpid(), SIGSTOP);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  stop_before_name();
  if (plain_names && flags) {
    errno = EINVAL;
    return -1;
  }
  CHANGE_NAME(flags & RENAME_EXCHANGE ? 'x' : 'r', from_folder, from, to_folder, to,
              syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}
int rename(const char* from, const char* to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int link(const char* from, const char* to) {
  stop_before_name();
  if (no_links) {
    errno = EPERM;
    return -1;
  }
  CHANGE_NAME('l', AT_FDCWD, from, AT_FDCWD, to, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}
int flock(int fd, int operation) {
  if (!no_locks) return (int)syscall(SYS_flock, fd, operation);
  errno = ENOLCK;
  return -1;
}
int unlink(const char* path) {
  if (fail_at > 0 && error_number != EIO) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  CHANGE_NAME('u', AT_FDCWD, path, AT_FDCWD, "", syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}
