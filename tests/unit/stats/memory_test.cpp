// Memory of statistics doesn't grow with the number of cases.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "stats/samples/random_part.h"
#include "stats/statistics.h"
#include "unit/sanitized.h"
#include "unit/stats/fixture.h"

namespace farside::memory_test {
namespace {

// Holds no values: each follows from its row.
class Generated : public ColumnSource {
 public:
  explicit Generated(std::uint64_t rows) : rows_(rows) {
    for (const char* name :
         {"status", "outcome", "first_cause", "case", "landing_east", "landing_north", "peak_load", "phase_east"}) {
      static const Schema known;
      columns_.push_back(*known.find(name));
    }
  }
  std::uint64_t rows() const override { return rows_; }
  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  std::vector<double> read(const std::string& name, std::uint64_t first, std::uint64_t count) const override {
    const std::size_t extent = find(name)->extent;
    std::vector<double> values(count * extent);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = value(name, first + i / extent, i % extent);
    return values;
  }

 private:
  static double value(const std::string& name, std::uint64_t row, std::size_t element) {
    if (name == "status") return 1;
    if (name == "outcome" || name == "first_cause") return 0;
    if (name == "case") return static_cast<double>(row);
    return std::ldexp(static_cast<double>(mix(row * 97 + element + name.size() * 1000003) >> 11), -40);
  }
  std::uint64_t rows_;
  std::vector<ColumnInfo> columns_;
};

// By how many MB a process that computes statistics of so many cases grows.
double growth_mb(std::uint64_t rows) {
  int ends[2];
  if (::pipe(ends) != 0) return NAN;
  const pid_t child = ::fork();
  if (child == 0) {
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    const auto statistics = compute_statistics(Generated(rows), {});
    ::getrusage(RUSAGE_SELF, &after);
    const double grown = static_cast<double>(after.ru_maxrss - before.ru_maxrss) / 1024;
    const bool good = statistics["quantities"]["phase_east_end"]["count"] == rows &&
                      ::write(ends[1], &grown, sizeof grown) == sizeof grown;
    ::_exit(good ? 0 : 1);
  }
  ::close(ends[1]);
  double grown = NAN;
  if (::read(ends[0], &grown, sizeof grown) != sizeof grown) grown = NAN;
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ends[0]);
  EXPECT_EQ(status, 0);
  return grown;
}

TEST(Statistics, NeedNoMoreMemoryForMoreCases) {
  if (memory_is_sanitized) GTEST_SKIP() << "a sanitizer takes memory of its own";
  // A byte a case, and what is held at most: 50 MB when this was written. With whole columns in memory these 2 million
  // cases took 191 MB.
  EXPECT_LT(growth_mb(2'000'000), 80);
}

}  // namespace
}  // namespace farside::memory_test
