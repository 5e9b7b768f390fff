#include "base/input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.h"

namespace farside {
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
  const std::string folder = testing::TempDir(), file = folder + "input_file", pipe = folder + "input_pipe";
  std::ofstream(file) << "text";
  std::remove(pipe.c_str());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(refusal(file), "");
  EXPECT_EQ(refusal(folder), folder + ": can't be read: it is a folder; give a file");
  EXPECT_EQ(refusal(pipe), pipe + ": can't be read: it is a pipe; write what comes out of it to a file, and give that");
  EXPECT_EQ(refusal("/dev/zero"), "/dev/zero: can't be read: it is a device or a socket; give a file");
  EXPECT_EQ(refusal(file + ".none"), file + ".none: can't be read: no such file; check its path");
  std::filesystem::create_symlink(pipe, file + ".link");
  EXPECT_EQ(refusal(file + ".link").find(file + ".link: can't be read: it is a pipe"), 0u);
  for (const std::string& made : {file, pipe, file + ".link"}) std::remove(made.c_str());
}

}  // namespace
}  // namespace farside
