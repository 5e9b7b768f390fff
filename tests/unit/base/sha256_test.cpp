#include "base/sha256.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"

namespace farside::sha256_test {
namespace {

// FIPS 180-4, examples of the Secure Hash Standard.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_of_text(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of_text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, IsTheSameInPieces) { EXPECT_EQ(Sha256().add("a").add("").add("bc").hex(), sha256_of_text("abc")); }

TEST(Sha256, ReadsAFileInPieces) {
  const std::string path = testing::TempDir() + "sha256_test.bin";
  const std::string content(200001, 'x');  // more than three buffers
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(sha256_of_file(path), sha256_of_text(content));
}

TEST(Sha256, NamesAFileThatIsNotThere) {
  try {
    sha256_of_file("no/such/file");
    FAIL() << "a file that is not there was read";
  } catch (const DataError& e) {
    EXPECT_NE(std::string(e.what()).find("no/such/file"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace farside::sha256_test
