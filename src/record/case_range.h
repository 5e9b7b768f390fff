#pragma once
// Sets of cases as ascending ranges: of a shard, of a file, of what is missing.
#include <cstdint>
#include <string>
#include <vector>

namespace farside {

struct CaseRange {
  std::uint64_t first = 0, count = 0;
  std::uint64_t end() const { return first + count; }  // the case behind the last one
  bool operator==(const CaseRange&) const = default;
};

// Ascending, none empty, none touching the next: what every function here gives, and all but normalised() expect.
using CaseRanges = std::vector<CaseRange>;

CaseRanges normalised(std::vector<CaseRange> ranges);  // in any order, overlapping or empty
CaseRanges united(const CaseRanges& a, const CaseRanges& b);
CaseRanges without(const CaseRanges& a, const CaseRanges& b);
CaseRanges common(const CaseRanges& a, const CaseRanges& b);
std::uint64_t count_cases(const CaseRanges& ranges);

// Shard I of S of the cases 0 ... N-1: floor(I N / S) and on (I < S).
CaseRange shard_range(std::uint64_t shard, std::uint64_t shards, std::uint64_t cases);

// "0-99, 200, 300-399"; after `shown` ranges "and 12 more ranges".
std::string ranges_text(const CaseRanges& ranges, std::size_t shown = 10);

// Walks over the cases of some ranges, a number of them at a time.
class RangeCursor {
 public:
  explicit RangeCursor(const CaseRanges& ranges) : ranges_(ranges) {}
  CaseRanges next(std::uint64_t count);  // the next `count` cases, fewer at the end

 private:
  const CaseRanges& ranges_;
  std::size_t range_ = 0;
  std::uint64_t used_ = 0;  // of that range
};

}  // namespace farside
