// What no single key can tell.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/scalar.h"
#include "config/sections.h"

namespace farside {
namespace {

class Checker {
 public:
  explicit Checker(const Reading& r) : r_(r), c_(r.configuration) {}

  void all() {
    multiple("gnc.control.period_s", "flight.step_s");
    multiple("gnc.guidance.period_s", "gnc.control.period_s");
    multiple("flight.time_max_s", "flight.step_s");
    not_above("vehicle.engine.thrust_min_N", "vehicle.engine.thrust_max_N");
    not_above("vehicle.mass.unusable_propellant_kg", "vehicle.mass.propellant_kg");
    not_above("touchdown.step_s", "touchdown.load_window_s");
    inertia();
    guidance();
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
      add({path, of},
          fmt::format("{} ({} s) is not a multiple of {} ({} s)", path, to_short_text(c_.real(path)), of, to_short_text(c_.real(of))));
    }
  }

  void not_above(const std::string& path, const std::string& limit) {
    if (!usable({path, limit}) || c_.real(path) <= c_.real(limit)) return;
    add({path, limit}, fmt::format("{} ({}) is above {} ({})", path, to_short_text(c_.real(path)), limit, to_short_text(c_.real(limit))));
  }

  void inertia() {
    const double dry_kg = c_.real("vehicle.mass.dry_mass_kg");
    double moments[3];
    const std::string axes = "xyz";
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string inertia = fmt::format("vehicle.mass.inertia_{}_kg_m2", axes[i]),
                        gyration = fmt::format("vehicle.mass.gyration_{}_m2", axes[i]);
      if (!usable({inertia, gyration, "vehicle.mass.dry_mass_kg"})) return;
      moments[i] = c_.real(inertia) + c_.real(gyration) * dry_kg;
      if (moments[i] <= 0) return add({inertia, gyration}, fmt::format("the moment of inertia about body {} is 0", axes[i]));
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const double others = moments[(i + 1) % 3] + moments[(i + 2) % 3];
      if (moments[i] <= others * (1 + 1e-9)) continue;
      add({fmt::format("vehicle.mass.inertia_{}_kg_m2", axes[i]), fmt::format("vehicle.mass.gyration_{}_m2", axes[i])},
          fmt::format("no body has a moment of inertia ({:.6g} kg m2) above the sum of the other two ({:.6g} kg m2)", moments[i], others));
    }
  }

  void guidance() {
    const std::string polynomial = "gnc.guidance.polynomial.", open_loop = "gnc.guidance.open_loop.";
    if (c_.text("gnc.guidance.law") == "polynomial") {
      const std::string first = polynomial + "braking.end_time_s", second = polynomial + "approach.end_time_s";
      if (usable({first, second}) && c_.real(second) <= c_.real(first)) {
        add({second, first},
            fmt::format("{} ({}) is not after {} ({})", second, to_short_text(c_.real(second)), first, to_short_text(c_.real(first))));
      }
    }
    const std::string up = open_loop + "direction_up", east = open_loop + "direction_east", north = open_loop + "direction_north";
    if (c_.text("gnc.guidance.law") == "open_loop" && usable({up, east, north}) && c_.real(up) == 0 && c_.real(east) == 0 &&
        c_.real(north) == 0) {
      add({up, east, north}, "the thrust has no direction: all three components are 0");
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
    if (dem && c_.layers.empty()) add({model}, "'dem' needs maps in moon.terrain.layers, such as layers: [{path: map.tif}]");
    if (!dem && !c_.layers.empty())
      add({layers}, fmt::format("maps are used by the model dem alone (moon.terrain.model is {})", c_.text(model)));
  }

  const Reading& r_;
  const Configuration& c_;
};

}  // namespace

void check_together(const Reading& r) { Checker(r).all(); }

}  // namespace farside
