# Essential Routines for Fundamental Astronomy, which bring a file for pkg-config and none for CMake: target ERFA::ERFA,
# ERFA_VERSION.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(ERFA_HINT QUIET erfa)
endif()
find_path(ERFA_INCLUDE_DIR erfa.h HINTS ${ERFA_HINT_INCLUDE_DIRS})
find_library(ERFA_LIBRARY erfa HINTS ${ERFA_HINT_LIBRARY_DIRS})
set(ERFA_VERSION ${ERFA_HINT_VERSION})
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ERFA REQUIRED_VARS ERFA_LIBRARY ERFA_INCLUDE_DIR VERSION_VAR ERFA_VERSION)
mark_as_advanced(ERFA_LIBRARY ERFA_INCLUDE_DIR)
if(ERFA_FOUND AND NOT TARGET ERFA::ERFA)
  add_library(ERFA::ERFA UNKNOWN IMPORTED)
  set_target_properties(ERFA::ERFA PROPERTIES IMPORTED_LOCATION ${ERFA_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${ERFA_INCLUDE_DIR})
endif()
