#include "store/process/confinement.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace farside {
namespace {

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t not_there = SECCOMP_RET_ERRNO | ENOSYS;  // the C library then falls back to the older call

constexpr std::uint32_t refused[] = {
    // connections
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // files
    SYS_creat, SYS_truncate, SYS_ftruncate, SYS_unlink, SYS_unlinkat, SYS_rename, SYS_renameat, SYS_renameat2, SYS_link,
    SYS_linkat, SYS_symlink, SYS_symlinkat, SYS_mkdir, SYS_mkdirat, SYS_rmdir, SYS_mknod, SYS_mknodat, SYS_chmod,
    SYS_fchmod, SYS_fchmodat, SYS_chown, SYS_fchown, SYS_lchown, SYS_fchownat, SYS_utime, SYS_utimes, SYS_futimesat,
    SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
    // processes
    SYS_fork, SYS_vfork, SYS_execve, SYS_execveat, SYS_kill, SYS_ptrace, SYS_process_vm_writev};

using Filter = std::vector<sock_filter>;

void load(Filter& f, std::size_t offset) {
  f.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
}
void answer(Filter& f, std::uint32_t result) { f.push_back(BPF_STMT(BPF_RET | BPF_K, result)); }
// Skips the next statement unless the loaded word is `value`.
void skip_unless(Filter& f, std::uint32_t value) { f.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)); }

// The result of `call`: `set` where the low 32 bits of its argument have one of `bits`, else `clear`.
void by_bits(Filter& f, std::uint32_t call, std::size_t argument, std::uint32_t bits, std::uint32_t set,
             std::uint32_t clear) {
  f.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
  load(f, offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t));
  f.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
  answer(f, set);
  answer(f, clear);
}

}  // namespace

void forbid_network_and_writing() {
  Filter f;
  load(f, offsetof(seccomp_data, arch));
  f.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
  answer(f, refuse);  // the numbers of calls below are those of this architecture
  load(f, offsetof(seccomp_data, nr));
  for (const std::uint32_t call : refused) {
    skip_unless(f, call);
    answer(f, refuse);
  }
  for (const std::uint32_t call : {SYS_clone3, SYS_openat2, SYS_io_uring_setup}) {
    skip_unless(f, call);
    answer(f, not_there);
  }
  constexpr std::uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  by_bits(f, SYS_open, 1, writing, refuse, allow);
  by_bits(f, SYS_openat, 2, writing, refuse, allow);
  by_bits(f, SYS_clone, 0, CLONE_THREAD, allow, refuse);
  answer(f, allow);
  const sock_fprog program{static_cast<unsigned short>(f.size()), f.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

}  // namespace farside
