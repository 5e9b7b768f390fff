#pragma once
// Cuts ranges of cases into numbered blocks, which threads take one after the other.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "record/case_range.h"

namespace farside {

class BlockPlan {
 public:
  // `ranges` must outlive it; no block is longer than `block_cases`, and none reaches from one range into the next.
  BlockPlan(const CaseRanges& ranges, std::uint64_t block_cases) : ranges_(ranges), block_cases_(block_cases) {
    for (const CaseRange& r : ranges) {
      before_.push_back(blocks_);
      blocks_ += r.count / block_cases + (r.count % block_cases != 0);
    }
  }

  std::uint64_t blocks() const { return blocks_; }

  CaseRange block(std::uint64_t number) const {
    const auto range =
        static_cast<std::size_t>(std::upper_bound(before_.begin(), before_.end(), number) - before_.begin()) - 1;
    const std::uint64_t offset = (number - before_[range]) * block_cases_;
    return {ranges_[range].first + offset, std::min(block_cases_, ranges_[range].count - offset)};
  }

 private:
  const CaseRanges& ranges_;
  std::uint64_t block_cases_, blocks_ = 0;
  std::vector<std::uint64_t> before_;  // number of blocks in the ranges before each range
};

}  // namespace farside
