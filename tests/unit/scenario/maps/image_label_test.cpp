#include "scenario/maps/image_label.h"

#include <gtest/gtest.h>

#include <fstream>

#include "unit/folder.h"

namespace farside::image_label_test {
namespace {

ImageLabel label(const std::string& text) {
  const test::Folder folder;
  std::ofstream(folder / "a.lbl", std::ios::binary) << text;
  return ImageLabel(folder / "a.lbl");
}

TEST(ImageLabel, GivesTheValuesOfAnObjectsKeywords) {
  const ImageLabel a = label(
      "PDS_VERSION_ID = PDS3\r\nUNIT = NONE\r\nOBJECT = UNCOMPRESSED_FILE\r\n  object = IMAGE\r\n    unit = kilometer "
      "/* of heights */\r\n    OFFSET = 1737.4 <KM>\r\n    SAMPLE_TYPE = \"LSB_INTEGER\" \r\n  END_OBJECT = IMAGE\r\n"
      "  UNIT = METER\r\n"
      "END_OBJECT = UNCOMPRESSED_FILE\r\nEND\r\nOBJECT = IMAGE\r\nLATER = 1\r\nEND_OBJECT\r\n");
  EXPECT_EQ(a.value("IMAGE", "UNIT"), "KILOMETER");
  EXPECT_EQ(a.value("IMAGE", "OFFSET"), "1737.4");
  EXPECT_EQ(a.value("IMAGE", "SAMPLE_TYPE"), "LSB_INTEGER");
  EXPECT_EQ(a.value("UNCOMPRESSED_FILE", "UNIT"), "METER");
  EXPECT_EQ(a.value("IMAGE", "LATER"), "");  // what follows END are pixels
  EXPECT_EQ(a.value("QUBE", "UNIT"), "");
}

TEST(ImageLabel, HasGroups) {
  const ImageLabel a = label(
      "Object = IsisCube\n  Group = Mapping\n    LongitudeDirection = PositiveWest\n  End_Group\n  X = "
      "1\nEnd_Object\nEnd\n");
  EXPECT_EQ(a.value("MAPPING", "LONGITUDEDIRECTION"), "POSITIVEWEST");
  EXPECT_EQ(a.value("ISISCUBE", "X"), "1");
}

TEST(ImageLabel, WhatIsNoLabelHasNoKeyword) {
  EXPECT_EQ(label("").value("IMAGE", "UNIT"), "");
  EXPECT_EQ(label(std::string(1 << 20, 'A') + "\nOBJECT = IMAGE\nUNIT = M\n").value("IMAGE", "UNIT"), "");
  EXPECT_EQ(label("END_OBJECT\n= =\nOBJECT\n\"\nUNIT = \"\n").value("", "UNIT"), "");
}

}  // namespace

}  // namespace farside::image_label_test
