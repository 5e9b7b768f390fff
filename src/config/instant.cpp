#include "config/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace farside {
namespace {

constexpr std::int64_t second_ns = 1000000000, day_s = 86400, half_day_s = 43200;
constexpr std::int64_t tt_minus_tai_ns = 32184000000;

// Days from 2000-01-01 of a date of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", days_from_civil).
constexpr std::int64_t days_of(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year, era = y / 400, year_of_era = y - 400 * era;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 730425;
}
static_assert(days_of(2000, 1, 1) == 0 && days_of(1999, 12, 31) == -1 && days_of(2019, 1, 3) == 6942);

// TAI - UTC from the first of a month on: IERS Bulletin C, 28 January 1972 to July 2016.
struct Leap {
  int year, month;
  std::int64_t tai_minus_utc_s;
};
constexpr Leap leaps[] = {{1972, 1, 10}, {1972, 7, 11}, {1973, 1, 12}, {1974, 1, 13}, {1975, 1, 14}, {1976, 1, 15},
                          {1977, 1, 16}, {1978, 1, 17}, {1979, 1, 18}, {1980, 1, 19}, {1981, 7, 20}, {1982, 7, 21},
                          {1983, 7, 22}, {1985, 7, 23}, {1988, 1, 24}, {1990, 1, 25}, {1991, 1, 26}, {1992, 7, 27},
                          {1993, 7, 28}, {1994, 7, 29}, {1996, 1, 30}, {1997, 7, 31}, {1999, 1, 32}, {2006, 1, 33},
                          {2009, 1, 34}, {2012, 7, 35}, {2015, 7, 36}, {2017, 1, 37}};

std::int64_t tai_minus_utc_s(std::int64_t utc_day) {
  std::int64_t found = leaps[0].tai_minus_utc_s;
  for (const Leap& leap : leaps) {
    if (days_of(leap.year, leap.month, 1) <= utc_day) found = leap.tai_minus_utc_s;
  }
  return found;
}

bool is_leap_year(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int days_in_month(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap_year(year) ? 1 : 0);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Does the text have digits where the pattern has a d, and else its characters?
bool matches(std::string_view text, std::string_view pattern) {
  return text.size() >= pattern.size() &&
         std::equal(pattern.begin(), pattern.end(), text.begin(),
                    [](char expected, char found) { return expected == 'd' ? is_digit(found) : found == expected; });
}

}  // namespace

std::optional<Instant> read_instant(std::string_view text, TimeScale scale) {
  const auto field = [&](std::size_t at, std::size_t count) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + count, value);
    return value;
  };
  const bool by_month = matches(text, "dddd-dd-ddT");
  if (!by_month && !matches(text, "dddd-dddT")) return std::nullopt;
  const int year = field(0, 4);
  if (year < 1900 || year > 2199) return std::nullopt;
  std::int64_t day = 0;
  if (by_month) {
    const int month = field(5, 2), of_month = field(8, 2);
    if (month < 1 || month > 12 || of_month < 1 || of_month > days_in_month(year, month)) return std::nullopt;
    day = days_of(year, month, of_month);
  } else {
    const int of_year = field(5, 3);
    if (of_year < 1 || of_year > (is_leap_year(year) ? 366 : 365)) return std::nullopt;
    day = days_of(year, 1, 1) + of_year - 1;
  }
  text.remove_prefix(by_month ? 11 : 9);
  if (!matches(text, "dd:dd:dd")) return std::nullopt;
  const int hour = field(0, 2), minute = field(3, 2), second = field(6, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int second_of_day = (hour * 60 + minute) * 60 + second;
  text.remove_prefix(8);
  if (text.ends_with('Z')) text.remove_suffix(1);
  std::int64_t ns = 0;
  if (!text.empty()) {
    if (text.front() != '.' || text.size() < 2 || !std::all_of(text.begin() + 1, text.end(), is_digit))
      return std::nullopt;
    std::string digits(text.substr(1));
    digits.resize(9, '0');
    std::from_chars(digits.data(), digits.data() + digits.size(), ns);
  }
  const std::int64_t seconds = day * day_s - half_day_s + second_of_day;
  const std::int64_t ahead_s = scale == TimeScale::utc ? tai_minus_utc_s(day) : 0;
  return Instant{(seconds + ahead_s) * second_ns + ns - (scale == TimeScale::tt ? tt_minus_tai_ns : 0)};
}

std::string utc_text(Instant time) {
  const auto floor_of = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
  const auto utc_ns = [&](std::int64_t day) { return time.ns - tai_minus_utc_s(day) * second_ns; };
  const auto day_at = [&](std::int64_t ns) { return floor_of(ns + half_day_s * second_ns, day_s * second_ns); };
  std::int64_t day = day_at(time.ns - 37 * second_ns);
  day = day_at(utc_ns(day));  // the day by its own leap seconds
  const std::int64_t of_day_ns = utc_ns(day) + (half_day_s - day * day_s) * second_ns;
  int year = 1900;
  while (days_of(year + 1, 1, 1) <= day) ++year;
  int month = 12;
  while (days_of(year, month, 1) > day) --month;
  const std::int64_t seconds = of_day_ns / second_ns, ns = of_day_ns % second_ns;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day - days_of(year, month, 1) + 1,
                                 seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (ns > 0) {
    std::string digits = fmt::format("{:09}", ns);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return text + "Z";
}

double seconds_between(Instant from, Instant to) {
  const std::int64_t ns = to.ns - from.ns, whole_s = ns / second_ns;
  return static_cast<double>(whole_s) + static_cast<double>(ns % second_ns) / static_cast<double>(second_ns);
}

Instant later(Instant time, double seconds) {
  return {time.ns + std::int64_t{std::llround(seconds * static_cast<double>(second_ns))}};
}

double days_tdb(Instant time) {
  const std::int64_t ns = time.ns + tt_minus_tai_ns, whole_s = ns / second_ns;
  return (static_cast<double>(whole_s) + static_cast<double>(ns % second_ns) * 1e-9) / static_cast<double>(day_s);
}

}  // namespace farside
