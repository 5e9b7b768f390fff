#pragma once
// Does the address sanitizer look after this program's memory? Its allocator ends the program where another throws, and
// keeps for a while what was freed: what a test says of memory then says nothing of the program.
namespace farside {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool memory_is_sanitized = true;
#elif defined(__has_feature)
inline constexpr bool memory_is_sanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool memory_is_sanitized = false;
#endif

}  // namespace farside
