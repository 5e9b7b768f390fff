#pragma once
// Everything that is wrong with a configuration, collected, so that a user sees all of it at once.
#include <string>
#include <vector>

namespace farside {

// A place: line and column (from 1, in bytes) in the file, in an included one, or in the value of a --set.
struct Place {
  int line = 1, column = 1;
  int origin = -1;  // which --set, or the origin that Problems::include gave; -1: the file
};

class Problems {
 public:
  // `file` as the user named it; `overrides` are the texts PATH=VALUE of --set.
  explicit Problems(std::string file, std::vector<std::string> overrides = {});

  // Registers an included file; returns the origin of its places.
  int include(const std::string& file);

  // All that were.
  const std::vector<std::string>& included() const { return included_; }
  // Is the place in an included file?
  bool is_included(const Place& place) const { return place.origin >= static_cast<int>(overrides_.size()); }

  // "file:line:column", or the --set.
  std::string where(const Place& place) const;

  // `path` is the key's path, or empty where the text as such is wrong.
  void add(const Place& place, const std::string& path, const std::string& what);

  std::size_t count() const { return found_.size(); }

  // ConfigError, a line each, in the order of the file, those of --set last. Does nothing when all is well.
  void throw_if_any() const;

 private:
  struct Problem {
    Place place;
    std::string text;
  };
  std::string file_;
  std::vector<std::string> overrides_, included_;
  std::vector<Problem> found_;
};

}  // namespace farside
