#include "app/rows/campaign_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "base/input_file.h"
#include "base/whole_number.h"

namespace farside {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shards_end = "-shards";
constexpr std::uintmax_t note_bytes_max = 1 << 16;
constexpr std::uintmax_t list_bytes_max = 1 << 28;

// NAME of a path NAME.N-shards, else an empty text.
std::string name_of_shards(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (!folder.ends_with(shards_end)) return "";
  folder.erase(folder.size() - shards_end.size());
  const std::size_t dot = folder.rfind('.');
  return dot != std::string::npos && whole_number(std::string_view(folder).substr(dot + 1)) ? folder.substr(0, dot)
                                                                                            : "";
}

}  // namespace

std::vector<std::string> files_in(const std::string& folder, const std::string& end) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), none; !error && entry != none; entry.increment(error)) {
    if (entry->path().extension() == end) found.push_back(entry->path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> campaign_files(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    std::error_code error;
    if (!fs::is_directory(word, error)) {
      files.push_back(word);
      continue;
    }
    const std::vector<std::string> inside = files_in(word, ".h5");
    if (inside.empty())
      throw DataError(word + ": the folder holds no campaign file (*.h5); `farside status` tells how far they are");
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

std::vector<std::string> names_in(const std::string& list) {
  check_input_file(list);
  const auto refuse = [&] { throw DataError(list + ": is no list of names; give a text file with one name a line"); };
  if (fs::file_size(list) > list_bytes_max) refuse();
  std::ifstream in(list, std::ios::binary);
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.find('\0') != std::string::npos) refuse();
    if (!line.empty()) names.push_back(line);
  }
  if (names.empty()) throw DataError(list + ": names no file; give one name a line");
  return names;
}

std::optional<Submission> read_submission(const std::string& folder) {
  const fs::path path = fs::path(folder) / "submitted";
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > note_bytes_max) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  Submission submission;
  for (std::string line; std::getline(in, line);) {
    const std::size_t space = line.find(' ');
    const std::string key = line.substr(0, space), value = space == std::string::npos ? "" : line.substr(space + 1);
    if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < ' ' || c > '~'; }))
      return std::nullopt;
    if (key == "scheduler") submission.scheduler = value;
    if (key == "jobs") submission.jobs = value;
    if (key == "first") submission.first = whole_number(value).value_or(0);
    if (key == "shards") submission.shards = whole_number(value).value_or(0);
  }
  return submission.shards > submission.first ? std::optional(submission) : std::nullopt;
}

std::uint64_t count_unseen(const Submission& submission, const std::vector<std::string>& paths) {
  std::set<std::uint64_t> seen;
  for (const std::string& path : paths) {
    const std::string name = fs::path(path).filename().string();  // 7.h5, or of its journals .7.h5@...
    const std::size_t begin = name.starts_with('.') ? 1 : 0;
    const auto shard = whole_number(std::string_view(name).substr(begin, name.find('.', begin) - begin));
    if (shard && *shard >= submission.first && *shard < submission.shards) seen.insert(*shard);
  }
  return submission.shards - submission.first - seen.size();
}

std::string output_of_shards(const std::string& folder) {
  const std::string name = name_of_shards(folder);
  std::error_code error;
  for (const std::string& output : {name + ".h5", name}) {
    if (!name.empty() && fs::is_regular_file(output, error)) return output;
  }
  return "";
}

std::vector<std::string> shard_folders(const std::string& output) {
  const fs::path path(output);
  const std::string name = path.extension() == ".h5" ? path.stem().string() : path.filename().string();
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(path.has_parent_path() ? path.parent_path() : ".", error), none;
       !error && entry != none; entry.increment(error)) {
    const std::string folder = entry->path().filename().string();
    if (name_of_shards(folder) != name) continue;
    const std::string whole_path = (path.parent_path() / folder).string();
    if (read_submission(whole_path)) found.push_back(whole_path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace farside
