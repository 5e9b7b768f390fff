#include "stats/text_page.h"

#include <gtest/gtest.h>

namespace farside::text_page_test {
namespace {

TEST(TextPage, ANarrowTerminalGetsCellsThatHaveNoRoomBelowTheirRow) {
  TextPage page(60);
  page.row(std::string(70, 'x'), {"name", "12", std::string(55, 'y')});
  page.end_table("lrl");
  EXPECT_EQ(page.take(), "name  12\n      " + std::string(55, 'y') + "\n");
}

TEST(TextPage, EndsInOneNewline) {
  TextPage page(std::nullopt);
  page.line("a");
  page.blank();
  page.blank();
  EXPECT_EQ(page.take(), "a\n");
}

}  // namespace
}  // namespace farside::text_page_test
