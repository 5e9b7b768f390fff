#pragma once
// Points in time, from the words of a calendar and back.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farside {

// UTC with its leap seconds (before 1972 as in 1972, and none announced after 2017); TDB is taken for TT, from which it
// differs by 2 ms at most (3 m of an orbit).
enum class TimeScale { utc, tai, tt };

struct Instant {
  std::int64_t ns = 0;  // of TAI since 2000-01-01T12:00:00 TAI
};

// "2019-01-03T02:15:00", a fraction of the seconds and Z allowed, the date also as 2019-003 (year and day); years 1900
// to 2199. Nothing where it is none; digits beyond 1e-9 s are left out.
std::optional<Instant> read_instant(std::string_view text, TimeScale scale);

// 2019-01-03T02:15:00Z, with as many digits of a fraction as it takes.
std::string utc_text(Instant time);

double seconds_between(Instant from, Instant to);
Instant later(Instant time, double seconds);  // to the nearest nanosecond

// From J2000, TDB.
double days_tdb(Instant time);

}  // namespace farside
