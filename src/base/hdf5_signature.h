#pragma once
// The first bytes of an HDF5 file.
#include <string_view>

namespace farside {

inline constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

}  // namespace farside
