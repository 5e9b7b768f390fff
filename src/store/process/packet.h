#pragma once
// Numbers and texts as bytes, for messages between two processes of this program.
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace farside {

class PacketOut {
 public:
  PacketOut& number(std::uint64_t value) { return raw(&value, sizeof value); }
  PacketOut& text(const std::string& value) {
    number(value.size());
    return raw(value.data(), value.size());
  }
  template <class T>
  PacketOut& list(const std::vector<T>& values) {
    static_assert(std::is_arithmetic_v<T>);
    number(values.size());
    return raw(values.data(), values.size() * sizeof(T));
  }
  PacketOut& texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) text(value);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  PacketOut& raw(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    return *this;
  }
  std::string bytes_;
};

// Reads what PacketOut wrote, in the same order. InternalError where the bytes end too early. They must outlive it.
class PacketIn {
 public:
  explicit PacketIn(const std::string& bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    return {take(size), static_cast<std::size_t>(size)};
  }
  template <class T>
  std::vector<T> list() {
    const std::uint64_t count = number();
    if (count > bytes_.size()) throw InternalError("a list that is longer than its packet");
    std::vector<T> values(static_cast<std::size_t>(count));
    const char* from = take(count * sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), from, values.size() * sizeof(T));
    return values;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (std::uint64_t n = number(); n > 0; --n) values.push_back(text());
    return values;
  }

 private:
  const char* take(std::uint64_t size) {
    if (size > bytes_.size() - at_) throw InternalError("a packet that ends too early");
    const char* from = bytes_.data() + at_;
    at_ += static_cast<std::size_t>(size);
    return from;
  }
  const std::string& bytes_;
  std::size_t at_ = 0;
};

}  // namespace farside
