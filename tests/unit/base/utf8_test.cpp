#include "base/utf8.h"

#include <gtest/gtest.h>

namespace farside {
namespace {

TEST(WithoutControls, TellsWhatATerminalWouldObey) {
  EXPECT_EQ(without_controls("a\x1b[2Jb\x07\rc\x7f"), "a\\x1b[2Jb\\x07\\x0dc\\x7f");
  EXPECT_EQ(without_controls("\xc2\x9b"
                             "2J"),
            "\\xc2\\x9b2J");
  EXPECT_EQ(without_controls("\x9b"
                             "2J"),
            "\\x9b2J");
  EXPECT_EQ(without_controls(std::string_view("\0", 1)), "\\x00");
}

TEST(WithoutControls, LeavesTextAsItIs) {
  for (const char* text : {"", "two\n\tlines\n", "Von K\xc3\xa1rm\xc3\xa1n", "K\xe1rm\xe1n in Latin-1",
                           "\xe2\x89\xa5 1", "\xf0\x9f\x9a\x80", "cut \xc3", "\xd0\x9f"}) {
    EXPECT_EQ(without_controls(text), text);
  }
}

}  // namespace
}  // namespace farside
