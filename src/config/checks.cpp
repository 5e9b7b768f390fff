// What no single key can tell: rules between choices here, those that draws must obey as well in the *_rules.h of the
// rooms.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/keys/rules.h"
#include "config/sections.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

class Checker {
 public:
  explicit Checker(const Reading& r) : r_(r), c_(r.configuration) {}

  void all() {
    multiple("gnc.control.period_s", "flight.step_s");
    multiple("gnc.guidance.period_s", "gnc.control.period_s");
    multiple("flight.time_max_s", "flight.step_s");
    const bool legs = c_.text("touchdown.model") == "legs";
    not_above(legs ? "touchdown.legs_step_s" : "touchdown.step_s", "touchdown.load_window_s");
    steps(legs ? "touchdown.legs_step_s" : "touchdown.step_s");
    rules();
    start();
    terrain();
  }

 private:
  // Told at the first of the keys that the document has; `what` names all of them.
  void add(const std::vector<std::string>& paths, const std::string& what) {
    const auto given = std::find_if(paths.begin(), paths.end(), [&](const std::string& p) { return r_.node(p); });
    const std::string& path = given == paths.end() ? paths.front() : *given;
    r_.problems.add(r_.place_of({path}), path, what);
  }

  // None of these keys has a value that has been refused: the others' message would only follow from that.
  bool usable(const std::vector<std::string>& paths) const {
    for (const std::string& path : paths) {
      if (r_.wrong[registry().index_of(path)]) return false;
    }
    return true;
  }

  void multiple(const std::string& path, const std::string& of) {
    if (!usable({path, of})) return;
    const double ratio = c_.real(path) / c_.real(of);
    // Both are decimals of hundredths: a ratio that should be whole is off by rounding alone.
    if (std::fabs(ratio - std::round(ratio)) > 1e-9) {
      add({path, of}, fmt::format("{} ({} s) is not a multiple of {} ({} s)", path, to_short_text(c_.real(path)), of,
                                  to_short_text(c_.real(of))));
    }
  }

  void not_above(const std::string& path, const std::string& limit) {
    if (!usable({path, limit}) || c_.real(path) <= c_.real(limit)) return;
    add({path, limit}, fmt::format("{} ({}) is above {} ({})", path, to_short_text(c_.real(path)), limit,
                                   to_short_text(c_.real(limit))));
  }

  // Steps are counted in 32 bits.
  void steps(const std::string& step) {
    const std::string time = "touchdown.time_max_s";
    constexpr double most = 1e9;
    if (!usable({step, time}) || c_.real(time) <= most * c_.real(step)) return;
    add({step, time}, fmt::format("{} ({} s) takes more than {} steps of {} ({} s)", time, to_short_text(c_.real(time)),
                                  to_short_text(most), step, to_short_text(c_.real(step))));
  }

  // Those that draws must obey, too.
  void rules() {
    const CaseParams<double> nominal = nominal_of(c_);
    for (const BrokenRule& rule : broken_rules(nominal, nominal, options_of(c_))) {
      if (usable(rule.keys)) add(rule.keys, rule.what);
    }
  }

  void start() {
    if (c_.start == StartMode::touchdown && usable({"touchdown.model"}) && c_.text("touchdown.model") == "none") {
      add({"touchdown.model"}, "'none' leaves nothing to compute for cases that begin with start.touchdown");
    }
  }

  void terrain() {
    const std::string layers = "moon.terrain.layers", model = "moon.terrain.model";
    if (!usable({layers, model})) return;
    const bool dem = c_.text(model) == "dem";
    if (dem && c_.layers.empty())
      add({model}, "'dem' needs maps in moon.terrain.layers, such as layers: [{path: map.tif}]");
    if (!dem && !c_.layers.empty())
      add({layers}, fmt::format("maps are used by the model dem alone (moon.terrain.model is {})", c_.text(model)));
  }

  const Reading& r_;
  const Configuration& c_;
};

}  // namespace

void check_together(const Reading& r) { Checker(r).all(); }

}  // namespace farside
