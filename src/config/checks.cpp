// What no single key can tell: the rules of the rooms (*_rules.h), told at their places in the file, and what lists
// must have.
#include <fmt/format.h>

#include <algorithm>

#include "config/keys/rules.h"
#include "config/orbit.h"
#include "config/sections.h"
#include "config/yaml/spelling.h"
#include "moon/height_grid.h"

namespace farside {
namespace {

class Checker {
 public:
  explicit Checker(const Reading& r) : r_(r), c_(r.configuration) {}

  void all() {
    rules();
    terrain();
    listed();
    thrusters();
    strata();
    stop();
    check_orbit(r_);
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

  // Those of the rooms' *_rules.h.
  void rules() {
    const CaseParams<double> nominal = nominal_of(c_);
    for (const BrokenRule& rule : broken_rules(nominal, nominal, options_of(c_))) {
      if (usable(rule.keys)) add(rule.keys, rule.what);
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
    for (std::size_t i = c_.layers.size(); dem && i < max_height_grids; ++i) {
      const std::string error = fmt::format("moon.terrain.layer{}_error", i);
      for (const char* part : {".east_m", ".north_m", ".up_m"}) {
        if (c_.real(error + part) != 0.0)
          add({error + part},
              fmt::format("is of a map that isn't there: moon.terrain.layers has {}", c_.layers.size()));
      }
      for (const Dispersion& d : c_.dispersions) {
        for (const std::string& path : d.paths) {
          if (path.starts_with(error + "."))
            add({"dispersions"},
                fmt::format("{} is of a map that isn't there: moon.terrain.layers has {}", path, c_.layers.size()));
        }
      }
    }
  }

  void listed() {
    const std::string model = "moon.terrain.relief.model", craters = info(ListedKind::craters).path,
                      rocks = info(ListedKind::rocks).path;
    if (!usable({model, craters, rocks})) return;
    const bool none = c_.listed[0].empty() && c_.listed[1].empty();
    if (c_.text(model) == "listed" && none)
      add({model}, fmt::format("'listed' needs {} or {}, such as listed: [{{file: rocks.csv}}]", craters, rocks));
    if (c_.text(model) == "none" && !none)
      add({craters, rocks},
          "is read by the relief models listed and generated alone (moon.terrain.relief.model is none)");
  }

  void thrusters() {
    const std::string model = "vehicle.thrusters.model";
    if (!usable({model, thrusters_path})) return;
    const bool pulses = c_.text(model) == "pulses";
    if (pulses && c_.thrusters.empty())
      add({model}, fmt::format("'pulses' needs thrusters in {}, such as list: [{{x_m: 1.2, force_z_N: 10}}, ...]",
                               thrusters_path));
    if (!pulses && !c_.thrusters.empty())
      add({thrusters_path}, "is read by the model pulses alone (vehicle.thrusters.model is torque)");
  }

  void strata() {
    if (!usable({"campaign.strata", "faults"}) || !c_.forces_faults()) return;
    if (c_.faults.empty())
      add({"campaign.strata"},
          "'faults' forces each of the list faults, which is empty; name some, such as faults: "
          "[{mechanism: engine_off, probability: 5.0e-4, when: {time_s: [0, 600]}}]");
    const FaultShares shares = fault_shares(c_.fault_rates());
    if (shares.several >= 1.0)
      add({"faults"},
          "two of them strike in every case, so that cases with one alone stand for nothing "
          "(campaign.strata: faults); lower a probability of 1");
  }

  void stop() {
    const std::string quantity = "campaign.stop.quantity", quantile = "campaign.stop.quantile",
                      width = "campaign.stop.quantile_width", requirement = "campaign.stop.requirement";
    if (usable({quantity, width}) && (c_.text(quantity) == "none") != (c_.real(width) == 0.0))
      add({c_.text(quantity) == "none" ? width : quantity}, fmt::format("{} and {} go together", quantity, width));
    if (usable({quantity}) && c_.text(quantity) != "none") {
      if (const std::string problem = quantity_problem(c_, c_.text(quantity)); !problem.empty())
        add({quantity}, problem);
    }
    if (usable({quantile}) && !(c_.real(quantile) > 0.0 && c_.real(quantile) < 1.0))
      add({quantile}, "expected more than 0 and less than 1");
    if (usable({requirement, "requirements"}) && c_.text(requirement) != "none") asked_requirement(requirement);
    const std::string strata = "campaign.strata", method = "campaign.sampling.method",
                      outer = "campaign.sampling.outer";
    if (usable({strata, method, outer}) && c_.has_stop_rule() &&
        (c_.forces_faults() || c_.text(method) != "random" || c_.count(outer) > 0))
      add({"campaign.stop.safe_width", requirement, quantity},
          fmt::format("bounds that may be looked at again and again hold for independent cases, all equally likely, "
                      "alone; expected {} none, {} random and {} 0",
                      strata, method, outer));
  }

  void asked_requirement(const std::string& key) {
    const std::string& name = c_.text(key);
    std::vector<std::string> names;
    for (const Requirement& q : c_.requirements) names.push_back(q.name);
    if (names.empty()) return add({key}, "there is no requirement");
    if (name != "all" && std::find(names.begin(), names.end(), name) == names.end())
      add({key}, fmt::format("'{}' is no requirement{}", name, did_you_mean(nearest_word(name, names))));
    for (const Requirement& q : c_.requirements) {
      if (q.quantity.empty() || (name != "all" && name != q.name)) continue;
      if (const std::string problem = quantity_problem(c_, q.quantity); !problem.empty())
        add({key}, fmt::format("requirement '{}': {}", q.name, problem));
    }
  }

  const Reading& r_;
  const Configuration& c_;
};

}  // namespace

void check_together(const Reading& r) { Checker(r).all(); }

}  // namespace farside
