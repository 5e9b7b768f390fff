#include "app/rows/recorded_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"

namespace farside {
namespace {

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

// Does the option take the next word as its value?
bool takes_value(const std::string& option) {
  constexpr std::string_view flags[] = {"--resume", "--overwrite", "--reproducible", "--strict", "--no-stop",
                                        "--quiet",  "-q"};
  return option.find('=') == std::string::npos &&
         std::find(std::begin(flags), std::end(flags), option) == std::end(flags);
}

// The word in $'...', each byte that isn't plain as three octal digits: valid text though the word is none.
std::string in_octal(const std::string& word) {
  std::string text = "$'";
  for (const unsigned char c : word) {
    if (c < ' ' || c > '~' || c == '\'' || c == '\\') text += fmt::format("\\{:03o}", c);
    else text += static_cast<char>(c);
  }
  return text + "'";
}

// The byte of three octal digits at `at`, or -1.
int octal_byte(const std::string& text, std::size_t at) {
  int byte = 0;
  for (std::size_t i = at; i < at + 3; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '7') return -1;
    byte = 8 * byte + (text[i] - '0');
  }
  return byte < 256 ? byte : -1;
}

}  // namespace

std::vector<std::string> split_words(const std::string& command_line) {
  std::vector<std::string> words;
  bool inside = false, quotes = false, octal = false;
  for (std::size_t i = 0; i < command_line.size(); ++i) {
    const char c = command_line[i];
    if (!quotes && c == ' ') {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (!quotes && c == '$' && command_line.compare(i + 1, 1, "'") == 0) {
      octal = true;
    } else if (c == '\'') {
      quotes = !quotes;
      octal = octal && quotes;
    } else if (octal && c == '\\' && octal_byte(command_line, i + 1) >= 0) {
      words.back() += static_cast<char>(octal_byte(command_line, i + 1));
      i += 3;
    } else if (!quotes && c == '\\' && i + 1 < command_line.size()) {
      words.back() += command_line[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::string quoted(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("-_./=:,+%@").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  if (find_utf8_fault(word).what != nullptr) return in_octal(word);
  return in_single_quotes(word);
}

std::string campaign_arguments(const std::string& command_line) {
  const std::vector<std::string> words = split_words(command_line);
  std::string config = unknown_campaign, sets;
  if (words.size() < 3 || words[1] != "run") return config;
  bool many = false;  // after --missing-of, which takes all words up to the next option
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!is_option(word)) {
      if (!many && config == unknown_campaign) config = quoted(word);
      continue;
    }
    many = word == "--missing-of";
    if (word.starts_with("--set=")) sets += " " + quoted(word);
    if (many || !takes_value(word) || i + 1 == words.size()) continue;
    ++i;
    if (word == "--set") sets += " --set " + quoted(words[i]);
  }
  return config + sets;
}

}  // namespace farside
