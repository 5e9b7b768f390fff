#include "config/yaml/spelling.h"

#include <algorithm>
#include <utility>

namespace farside {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearest_word(std::string_view written, const std::vector<Candidate>& candidates) {
  constexpr std::size_t longest = 60;  // no key or word is longer
  if (written.size() > longest) return "";
  std::string found;
  std::size_t best = std::max<std::size_t>(1, written.size() / 3) + 1;
  for (const Candidate& c : candidates) {
    // A distance is at least the difference in length.
    std::size_t distance = best;
    for (const std::string* word : {&c.word, &c.stem}) {
      const std::size_t longer = std::max(word->size(), written.size()),
                        shorter = std::min(word->size(), written.size());
      if (longer - shorter < distance) distance = std::min(distance, edit_distance(written, *word));
    }
    // Another unit, whatever its length: thrust_max_newton.
    for (std::size_t cut = written.rfind('_'); cut != written.npos && cut > 0; cut = written.rfind('_', cut - 1)) {
      if (written.substr(0, cut) == c.stem) distance = std::min<std::size_t>(distance, 1);
    }
    if (distance < best) {
      best = distance;
      found = c.word;
    }
  }
  return found;
}

std::string nearest_word(std::string_view written, const std::vector<std::string>& words) {
  std::vector<Candidate> candidates;
  for (const std::string& w : words) candidates.push_back({w, w});
  return nearest_word(written, candidates);
}

std::string did_you_mean(const std::string& word) { return word.empty() ? "" : " (did you mean '" + word + "'?)"; }

}  // namespace farside
