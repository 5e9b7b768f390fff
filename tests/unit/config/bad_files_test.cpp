// Every file of tests/config/bad is refused with exactly the messages beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "config/configuration.h"

namespace farside::bad_files_test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> bad_files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(FARSIDE_SOURCE_DIR "/tests/config/bad")) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Lines `# --set PATH=VALUE` at the head of a file stand for the command line.
std::vector<std::string> sets_of(const std::string& text) {
  std::vector<std::string> sets;
  std::istringstream lines(text);
  const std::string mark = "# --set ";
  for (std::string line; std::getline(lines, line) && line.rfind(mark, 0) == 0;)
    sets.push_back(line.substr(mark.size()));
  return sets;
}

std::string messages(const fs::path& file) {
  const std::string text = read_file(file);
  try {
    parse_configuration(text, file.filename().string(), sets_of(text));
    return "accepted";
  } catch (const ConfigError& e) {
    return std::string(e.what()) + "\n";
  }
}

class BadFile : public testing::TestWithParam<fs::path> {};

TEST_P(BadFile, IsRefusedWithTheMessagesBesideIt) {
  fs::path expected = GetParam();
  expected.replace_extension(".txt");
  if (std::getenv("FARSIDE_UPDATE") != nullptr) std::ofstream(expected) << messages(GetParam());
  EXPECT_EQ(messages(GetParam()), read_file(expected))
      << "FARSIDE_UPDATE=1 writes " << expected << "; then read what it wrote";
}

INSTANTIATE_TEST_SUITE_P(Config, BadFile, testing::ValuesIn(bad_files()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(BadFiles, AreManyAndEachHasItsMessages) {
  EXPECT_GE(bad_files().size(), 100u);
  std::size_t texts = 0;
  for (const auto& entry : fs::directory_iterator(FARSIDE_SOURCE_DIR "/tests/config/bad"))
    texts += entry.path().extension() == ".txt";
  EXPECT_EQ(texts, bad_files().size());
}

// A place that points beside what it is about would pass for ever once it is stored: look at what stands there.
TEST(BadFiles, PlacesPointAtTheirKeyOrItsValue) {
  for (const fs::path& file : bad_files()) {
    std::istringstream lines(messages(file)), text_lines(read_file(file));
    std::vector<std::string> text;
    for (std::string line; std::getline(text_lines, line);) text.push_back(line);
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("--set ", 0) == 0) continue;
      std::size_t row = 0, column = 0;
      ASSERT_EQ(std::sscanf(line.c_str() + file.filename().string().size(), ":%zu:%zu: error: ", &row, &column), 2)
          << line;
      if (text.size() < row) continue;  // the end of the file
      const std::string& there = text[row - 1];
      ASSERT_LE(column, there.size() + 1) << line;
      // Nothing begins in the middle of a word.
      const bool at_start =
          column == 1 || std::string_view(" [{\t\r").find(there[column - 2]) != std::string_view::npos;
      EXPECT_TRUE(at_start) << line << "\n" << there;
    }
  }
}

}  // namespace
}  // namespace farside::bad_files_test
