#include "config/keys/rules.h"

#include <fmt/format.h>

#include "base/error.h"
#include "config/yaml/scalar.h"
#include "flight/case_rules.h"
#include "flight/option_rules.h"

namespace farside {
namespace {

// A number in a message: the shortest text where no format is given, rounded where that would be the many digits of a
// draw.
struct Number {
  double value;
};
std::string short_number(double value) {
  const std::string text = to_short_text(value);
  return text.size() <= 10 ? text : fmt::format("{:.6g}", value);
}

}  // namespace
}  // namespace farside

template <>
struct fmt::formatter<farside::Number> : fmt::formatter<double> {
  bool plain = false;
  constexpr auto parse(format_parse_context& context) {
    plain = context.begin() == context.end() || *context.begin() == '}';
    return fmt::formatter<double>::parse(context);
  }
  template <class Context>
  auto format(const farside::Number& n, Context& context) const {
    return plain ? fmt::format_to(context.out(), "{}", farside::short_number(n.value))
                 : fmt::formatter<double>::format(n.value, context);
  }
};

namespace farside {
namespace {

class Teller {
 public:
  Teller(const CaseParams<double>& params, const CaseParams<double>& believed, const CampaignOptions& options)
      : params_(params), believed_(believed), options_(options) {}

  bool not_above(const double& value, const double& limit) {
    if (value <= limit) return true;
    const Key &key = key_of(&value), &bound = key_of(&limit);
    found_.push_back(
        {fmt::format("{} ({}) is above {} ({})", key.path, in_file(value, key), bound.path, in_file(limit, bound)),
         {key.path, bound.path}});
    return false;
  }
  bool multiple(const std::int32_t& ticks, const std::int32_t& of) {
    if (ticks % of == 0) return true;
    const Key &key = key_of(&ticks), &divisor = key_of(&of);
    found_.push_back(
        {fmt::format("{} ({} s) is not a multiple of {} ({} s)", key.path, seconds(ticks), divisor.path, seconds(of)),
         {key.path, divisor.path}});
    return false;
  }
  template <std::size_t n, class... Numbers>
  bool require(bool holds, const void* const (&&members)[n], const char* text, const Numbers&... numbers) {
    if (holds) return true;
    BrokenRule broken{fmt::format(fmt::runtime(text), told(numbers)...), {}};
    for (const void* const member : members) broken.keys.push_back(key_of(member).path);
    found_.push_back(std::move(broken));
    return false;
  }
  std::vector<BrokenRule> take() { return std::move(found_); }

 private:
  static Number told(double value) { return {value}; }
  static const char* told(const char* word) { return word; }
  static std::string seconds(std::int32_t ticks) { return short_number(static_cast<double>(ticks) / ticks_per_second); }
  static std::string in_file(double si, const Key& key) { return short_number(to_file_unit(si, key.unit)); }

  template <class T>
  static bool is_of(const T& object, const void* member, std::size_t& offset) {
    const char *begin = reinterpret_cast<const char*>(&object), *at = static_cast<const char*>(member);
    offset = static_cast<std::size_t>(at - begin);
    return at >= begin && at < begin + sizeof object;
  }
  const Key& key_of(const void* member) const {
    std::size_t offset = 0;
    const bool parameter = is_of(params_, member, offset) || is_of(believed_, member, offset);
    if (!parameter && !is_of(options_, member, offset)) throw InternalError("a rule names what is no key");
    const Key::Target target = parameter ? Key::Target::parameter : Key::Target::option;
    for (const Key& key : registry().keys()) {
      if (key.target == target && key.where == (parameter ? offset / sizeof(double) : offset)) return key;
    }
    throw InternalError("a rule names what is no key");
  }

  const CaseParams<double>& params_;
  const CaseParams<double>& believed_;
  const CampaignOptions& options_;
  std::vector<BrokenRule> found_;
};

}  // namespace

std::vector<BrokenRule> broken_rules(const CaseParams<double>& params, const CaseParams<double>& believed,
                                     const CampaignOptions& options) {
  Teller teller(params, believed, options);
  option_rules(options, teller);
  case_rules(params, believed, options, teller);
  return teller.take();
}

bool rules_hold(const CaseParams<double>& params, const CaseParams<double>& believed, const CampaignOptions& options) {
  Holds holds;
  case_rules(params, believed, options, holds);
  return holds.all();
}

std::vector<std::string> doubts_about(const CaseParams<double>& params, const CampaignOptions& options) {
  if (options.touchdown.model != TouchdownModel::legs) return {};
  const double step_s = options.touchdown.legs_step_s, calm_s = longest_calm_legs_step_s(params, options);
  if (!(step_s > calm_s)) return {};
  return {
      fmt::format("touchdown.legs_step_s: warning: {} s is long for bearings with a friction of {} "
                  "(vehicle.legs.bearing_friction): "
                  "legs that stand may chatter, and cases be lost as not_at_rest; {:.2g} s would do",
                  to_short_text(step_s), to_short_text(params.vehicle.legs.bearing_friction), 0.95 * calm_s)};
}

}  // namespace farside
