#include "record/case_range.h"

#include <algorithm>

namespace farside {

CaseRanges normalised(std::vector<CaseRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const CaseRange& a, const CaseRange& b) { return a.first < b.first; });
  CaseRanges result;
  for (const CaseRange& r : ranges) {
    if (r.count == 0) continue;
    if (!result.empty() && r.first <= result.back().end()) {
      result.back().count = std::max(result.back().end(), r.end()) - result.back().first;
    } else {
      result.push_back(r);
    }
  }
  return result;
}

CaseRanges united(const CaseRanges& a, const CaseRanges& b) {
  CaseRanges all = a;
  all.insert(all.end(), b.begin(), b.end());
  return normalised(std::move(all));
}

CaseRanges without(const CaseRanges& a, const CaseRanges& b) {
  CaseRanges rest;
  auto hole = b.begin();
  for (const CaseRange& range : a) {
    std::uint64_t at = range.first;
    while (hole != b.end() && hole->end() <= at) ++hole;
    for (auto h = hole; h != b.end() && h->first < range.end(); ++h) {
      if (h->first > at) rest.push_back({at, h->first - at});
      at = h->end();
    }
    if (at < range.end()) rest.push_back({at, range.end() - at});
  }
  return rest;
}

CaseRanges common(const CaseRanges& a, const CaseRanges& b) { return without(a, without(a, b)); }

std::uint64_t count_cases(const CaseRanges& ranges) {
  std::uint64_t count = 0;
  for (const CaseRange& r : ranges) count += r.count;
  return count;
}

CaseRange shard_range(std::uint64_t shard, std::uint64_t shards, std::uint64_t cases) {
  __extension__ using Wide = unsigned __int128;
  const auto start = [&](std::uint64_t i) { return static_cast<std::uint64_t>(Wide(i) * cases / shards); };
  return {start(shard), start(shard + 1) - start(shard)};
}

std::string ranges_text(const CaseRanges& ranges, std::size_t shown) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (i == shown)
      return text + " and " + std::to_string(ranges.size() - i) +
             (ranges.size() - i == 1 ? " more range" : " more ranges");
    const CaseRange& r = ranges[i];
    text += (i == 0 ? "" : ", ") + std::to_string(r.first) + (r.count > 1 ? "-" + std::to_string(r.end() - 1) : "");
  }
  return text;
}

CaseRanges RangeCursor::next(std::uint64_t count) {
  CaseRanges piece;
  while (count > 0 && range_ < ranges_.size()) {
    const CaseRange& r = ranges_[range_];
    const std::uint64_t n = std::min(count, r.count - used_);
    piece.push_back({r.first + used_, n});
    used_ += n;
    count -= n;
    if (used_ == r.count) {
      ++range_;
      used_ = 0;
    }
  }
  return piece;
}

}  // namespace farside
