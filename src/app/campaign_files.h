#pragma once
// Which files the words of a command line mean: files, folders of them, lists of names; and where jobs/ keeps the
// shards of an output.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace farside {

// Files of a folder whose names end so, in the order of their names.
std::vector<std::string> files_in(const std::string& folder, const std::string& end);

// Files stay as they are, a folder stands for its campaign files (*.h5); DataError where it has none.
std::vector<std::string> campaign_files(const std::vector<std::string>& words);

// The lines of a text file, a name each; empty ones are left out. DataError where it can't be read or holds no name.
std::vector<std::string> names_in(const std::string& list);

// What jobs/ noted in a folder of shards (jobs/steps.sh: note_jobs) when it handed them to a scheduler.
struct Submission {
  std::string scheduler, jobs;
  std::uint64_t first = 0, shards = 0;  // those before the first were flown earlier
};
std::optional<Submission> read_submission(const std::string& folder);

// How many shards of it have neither a file nor a journal among the paths of its folder.
std::uint64_t count_unseen(const Submission& submission, const std::vector<std::string>& paths);

// NAME.h5 or NAME, whichever is there, of a folder NAME.N-shards; nothing for other names.
std::string output_of_shards(const std::string& folder);

// The folders of shards of an output that hold a submission.
std::vector<std::string> shard_folders(const std::string& output);

}  // namespace farside
