#pragma once
// Limits that the system or a user set (ulimit).
#include <sys/resource.h>

namespace farside {

// RLIM_INFINITY where there is none.
inline rlim_t soft_limit(__rlimit_resource_t resource) {
  rlimit limit{};
  return ::getrlimit(resource, &limit) == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

}  // namespace farside
