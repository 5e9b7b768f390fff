#include "stats/samples/sample.h"

namespace farside {

void Sample::add(const double* values, std::size_t count) {
  if (ordered_) return;
  sums_.add(values, count);
  if (!selection_ && count <= held_max_ - held_.size()) {
    held_.insert(held_.end(), values, values + count);
    return;
  }
  if (!selection_) {
    selection_.emplace(held_max_);
    selection_->add(held_.data(), held_.size());
    held_ = std::vector<double>();
  }
  selection_->add(values, count);
}

void Sample::end_pass() {
  if (ordered_) return;
  sums_.end_pass();
  if (selection_) {
    AskedRanks asked(sums_.moments().count);
    ask_(asked);
    selection_->end_pass(asked.asked());
    return;
  }
  if (sums_.needs_pass()) {
    sums_.add(held_.data(), held_.size());
    sums_.end_pass();
  }
  ordered_.emplace(held_);
}

}  // namespace farside
