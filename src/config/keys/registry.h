#pragma once
// Every key of the configuration in one list, gathered from the declarations of parameters and choices (base/field.h).
// Reading, defaults, limits, spelling help, JSON Schema, the key reference and the paths of dispersions all come from
// here.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/field.h"
#include "flight/case_params.h"
#include "flight/flight_options.h"

namespace farside {

enum class KeyKind {
  real,      // double, in the file's unit
  duration,  // double, seconds, a multiple of tick_s
  whole,     // std::int64_t
  count,     // std::uint64_t
  flag,      // bool
  choice,    // std::string, one of `choices`
  text,      // std::string
  utc,       // std::string
  list       // read by its own reader; has no Value
};
using Value = std::variant<double, std::int64_t, std::uint64_t, bool, std::string>;

struct Key {
  // What a value is for: `where` is the slot in CaseParams<double>, or the offset of a member in CampaignOptions.
  enum class Target { campaign, parameter, option };

  std::string path;  // vehicle.engine.isp_s
  KeyKind kind;
  Unit unit = unit::none;
  Range range{0, 0};  // file's unit
  Value preset{};     // file's unit
  std::string text;
  std::vector<std::string> choices{};
  Target target = Target::campaign;
  std::size_t where = 0;

  std::string name() const { return path.substr(path.rfind('.') + 1); }
  bool dispersible() const { return target == Target::parameter; }
};

// A section of the file: its keys come first, then its sections. Indices are into Registry::keys().
struct Section {
  std::string name, path;
  const char* text = "";
  std::vector<std::size_t> keys{};
  std::vector<Section> sections{};
};

class Registry {
 public:
  Registry();
  const std::vector<Key>& keys() const { return keys_; }  // in canonical order
  const Section& root() const { return root_; }
  const Key* find(const std::string& path) const;       // null where there is none
  std::size_t index_of(const std::string& path) const;  // InternalError where there is none

 private:
  std::vector<Key> keys_;
  Section root_;
};
const Registry& registry();

// The end of a key's name that says its unit: "m s-2" is `_m_s2`, "1" is empty.
std::string unit_suffix(const Unit& unit);

// thrust_max of thrust_max_N.
std::string stem_of(const Key& key);

// " m s-2", or nothing for a key without unit; and "0..5 m s-2", its limits, as messages have them.
std::string unit_text(const Key& key);
std::string limits_text(const Key& key);

// The number of the file's unit whose SI value is `si`, with the fewest digits.
double to_file_unit(double si, const Unit& unit);

// Puts values, one a key of the registry, where flights read them.
void apply_parameter(const Key& key, const Value& value, CaseParams<double>& params);
void apply_option(const Key& key, const Value& value, CampaignOptions& options);

}  // namespace farside
