#pragma once
// A random part of a stream of values whose length nobody knows, of bounded size: which values are in it depends on
// their places in the stream alone, so that the same stream gives the same part, and on no pattern in it.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace farside {

// A bijection that leaves no pattern of `x`: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
inline std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Each value is in it with the same probability, a power of two: 1 until halve() is called.
template <class Value>
class RandomPart {
 public:
  void add(Value value) {
    ++seen_;
    if (halvings_ == 0 || mix(seen_) >> (64 - halvings_) == 0) values_.push_back(value);
  }
  void halve() {
    ++halvings_;
    std::size_t kept = 0;
    const std::uint64_t salt = mix(seen_) + halvings_;  // other bits than those that chose so far
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if ((mix(salt ^ i) & 1) == 0) values_[kept++] = values_[i];
    }
    values_.resize(kept);
  }
  bool is_whole() const { return halvings_ == 0; }
  std::uint64_t seen() const { return seen_; }
  const std::vector<Value>& values() const { return values_; }
  std::vector<Value>& values() { return values_; }

 private:
  std::vector<Value> values_;
  std::uint64_t seen_ = 0;
  int halvings_ = 0;
};

}  // namespace farside
