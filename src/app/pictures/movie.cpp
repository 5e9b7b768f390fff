#include "app/pictures/movie.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

extern char** environ;  // of this process, for a child

namespace farside {
namespace {

// ffmpeg counts where it reads a single %.
std::string picture_pattern(const std::string& folder) {
  std::string pattern;
  for (const char letter : folder) pattern += letter == '%' ? std::string("%%") : std::string(1, letter);
  return (std::filesystem::path(pattern) / "frame_%06d.png").string();
}

}  // namespace

std::string make_movie(const std::string& folder, std::size_t pictures, double rate_hz, bool overwrite) {
  const std::filesystem::path in(folder);
  const std::string movie = (in / "film.mp4").string();
  std::vector<std::string> words{"ffmpeg",
                                 "-nostdin",
                                 "-loglevel",
                                 "error",
                                 overwrite ? "-y" : "-n",
                                 "-framerate",
                                 fmt::format("{:g}", rate_hz),
                                 "-i",
                                 "file:" + picture_pattern(folder),
                                 "-pix_fmt",
                                 "yuv420p",
                                 "-vf",
                                 "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                                 "-frames:v",
                                 std::to_string(pictures),
                                 "-crf",
                                 "18",
                                 "file:" + movie};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawnp(&child, "ffmpeg", nullptr, nullptr, arguments.data(), environ) != 0)
    return "no film.mp4: ffmpeg is not there";
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return "no film.mp4: ffmpeg is not there";
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? movie + ": the same as a film"
                                                       : "no film.mp4: ffmpeg failed, the pictures are there";
}

}  // namespace farside
