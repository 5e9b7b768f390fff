#include "base/input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "unit/folder.h"

namespace farside::input_file_test {
namespace {

std::string refusal(const std::string& path) {
  try {
    check_input_file(path);
  } catch (const DataError& e) {
    return e.what();
  }
  return "";
}

TEST(InputFile, IsARegularFile) {
  const test::Folder folder;
  const std::string file = folder.write("file", "text"), pipe = folder / "pipe", link = folder / "link";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(refusal(file), "");
  EXPECT_EQ(refusal(folder.path()), folder.path() + ": can't be read: it is a folder; give a file");
  EXPECT_EQ(refusal(pipe), pipe + ": can't be read: it is a pipe; write what comes out of it to a file, and give that");
  EXPECT_EQ(refusal("/dev/zero"), "/dev/zero: can't be read: it is a device or a socket; give a file");
  EXPECT_EQ(refusal(file + ".none"), file + ".none: can't be read: no such file; check its path");
  std::filesystem::create_symlink(pipe, link);
  EXPECT_EQ(refusal(link).find(link + ": can't be read: it is a pipe"), 0u);
}

TEST(InputFile, IsNoneThatTheKernelMakesUp) {
  const test::Folder folder;
  const std::string link = folder / "link",
                    kernels =
                        ": can't be read: it is no file on a disk, the kernel makes it up (/proc, /sys); give a file";
  EXPECT_EQ(refusal("/proc/self/environ"), "/proc/self/environ" + kernels);
  EXPECT_EQ(refusal("/proc/version"), "/proc/version" + kernels);
  std::filesystem::create_symlink("/proc/self/environ", link);
  EXPECT_EQ(refusal(link), link + kernels);
  if (std::filesystem::exists("/sys/kernel/mm/transparent_hugepage/enabled")) {
    EXPECT_EQ(refusal("/sys/kernel/mm/transparent_hugepage/enabled"),
              "/sys/kernel/mm/transparent_hugepage/enabled" + kernels);
  }
}

}  // namespace
}  // namespace farside::input_file_test
