#pragma once
// Pictures of a folder put together by ffmpeg, where it is installed.
#include <cstddef>
#include <string>

namespace farside {

// So many pictures, frame_000000.png and so on, become film.mp4. Returns what there is to tell.
std::string make_movie(const std::string& folder, std::size_t pictures, double rate_hz, bool overwrite);

}  // namespace farside
