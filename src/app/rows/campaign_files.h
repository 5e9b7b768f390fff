#pragma once
// Files that the words of a command line mean (files, folders, lists of names), and where jobs/ keeps the shards of an
// output.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace farside {

// Files of a folder whose names have this ending, sorted by name.
std::vector<std::string> files_in(const std::string& folder, const std::string& end);

// Replaces each folder by its campaign files (*.h5); DataError where it has none.
std::vector<std::string> campaign_files(const std::vector<std::string>& words);

// The names in a text file, one a line; empty lines are left out. DataError where it can't be read or holds no name.
std::vector<std::string> names_in(const std::string& list);

// What jobs/ noted in a folder of shards (jobs/steps.sh: note_jobs) when it handed them to a scheduler.
struct Submission {
  std::string scheduler, jobs;
  std::uint64_t first = 0, shards = 0;  // shards before `first` were flown earlier
};
std::optional<Submission> read_submission(const std::string& folder);

// How many of its shards have neither a file nor a journal among `paths`.
std::uint64_t count_unseen(const Submission& submission, const std::vector<std::string>& paths);

// For a folder NAME.N-shards: NAME.h5 or NAME, whichever exists; an empty text for other names.
std::string output_of_shards(const std::string& folder);

// The output's folders of shards that hold a note of a submission.
std::vector<std::string> shard_folders(const std::string& output);

}  // namespace farside
