#pragma once
// "did you mean ...?"
#include <string>
#include <string_view>
#include <vector>

namespace farside {

// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

// A word that may be suggested. `stem` is the word without its unit (thrust_max of thrust_max_N), or the word itself.
struct Candidate {
  std::string word, stem;
};

// The candidate nearest to the word, also where only its unit is missing or different; empty where none is near.
std::string nearest_word(std::string_view written, const std::vector<Candidate>& candidates);
std::string nearest_word(std::string_view written, const std::vector<std::string>& words);

// " (did you mean 'word'?)", or nothing for an empty word.
std::string did_you_mean(const std::string& word);

}  // namespace farside
