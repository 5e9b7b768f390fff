# Writes OUTPUT, a header with the commit that SOURCE stands at, and leaves it alone where nothing changed. Outside of a
# clone: "".
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT "#pragma once
// Written by CMake at every build.
namespace farside::build {
inline constexpr char commit[] = \"@commit@\";
}
")
