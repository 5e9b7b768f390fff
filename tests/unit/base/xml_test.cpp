#include "base/xml.h"

#include <gtest/gtest.h>

namespace farside::xml_test {
namespace {

TEST(Xml, TextIsNeverMarkup) {
  EXPECT_EQ(xml_text("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
  EXPECT_EQ(xml_text("tilt ≤ 12°\nof all"), "tilt ≤ 12°\nof all");
}

TEST(Xml, WhatItCantHoldIsAQuestionMark) {
  EXPECT_EQ(xml_text("a\x01\x1b[1m"), "a??[1m");
  EXPECT_EQ(xml_text("Kr\xe4ter.h5"), "Kr?ter.h5");  // a file named in Latin-1
}

}  // namespace
}  // namespace farside::xml_test
