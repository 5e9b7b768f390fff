// What no single key can tell.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/scalar.h"
#include "config/sections.h"
#include "record/landing_record.h"

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
    if (c_.text("touchdown.model") == "legs") legs();
    else not_above("touchdown.step_s", "touchdown.load_window_s");
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

  void legs() {
    not_above("touchdown.legs_step_s", "touchdown.load_window_s");
    leg_step();
    hull();
  }

  // Semi-implicit Euler with the damping of the step's start holds while step^2 k / m + 2 step c / m < 4. A pad has the soil or its bristle
  // on one side, and three struts on the other, which at their most parallel act as three.
  void leg_step() {
    const std::string step = "touchdown.legs_step_s", legs = "vehicle.legs.", soil = "moon.regolith.soil.";
    const std::string mass = legs + "pad_mass_kg", stiffness = legs + "strut_stiffness_N_m", damping = legs + "strut_damping_N_s_m";
    const std::vector<std::string> keys = {step,
                                           mass,
                                           stiffness,
                                           damping,
                                           legs + "pad_diameter_m",
                                           soil + "k_c_N_m2",
                                           soil + "k_phi_N_m3",
                                           soil + "unloading_N_m",
                                           soil + "damping_N_s_m",
                                           soil + "bristle_N_m",
                                           soil + "bristle_damping_N_s_m"};
    if (!usable(keys)) return;
    const double radius_m = c_.real(legs + "pad_diameter_m") / 2;
    const double loading_N_m = 3.141592653589793 * radius_m * (c_.real(soil + "k_c_N_m2") + radius_m * c_.real(soil + "k_phi_N_m3"));
    const double ground_N_m = std::max({c_.real(soil + "unloading_N_m"), 2 * loading_N_m, c_.real(soil + "bristle_N_m")});
    const double ground_N_s_m = std::max(c_.real(soil + "damping_N_s_m"), c_.real(soil + "bristle_damping_N_s_m"));
    const double a = (3 * c_.real(stiffness) + ground_N_m) / c_.real(mass), b = (3 * c_.real(damping) + ground_N_s_m) / c_.real(mass);
    const double longest_s = 4 / (b + std::sqrt(b * b + 4 * a));
    if (c_.real(step) <= longest_s) return;
    add({step, mass, stiffness, damping},
        fmt::format("{} ({} s) is too long for these legs and soil: pads of {} kg between them need at most {:.2g} s", step,
                    to_short_text(c_.real(step)), to_short_text(c_.real(mass)), longest_s));
  }

  // The pads' mass and inertia are part of the vehicle's.
  void hull() {
    const std::string pad = "vehicle.legs.pad_mass_kg", radius = "vehicle.legs.pad_radius_m", mass = "vehicle.mass.";
    if (!usable({pad, radius, mass + "dry_mass_kg", mass + "cg_z_m"})) return;
    const double pads_kg = leg_count * c_.real(pad), dry_kg = c_.real(mass + "dry_mass_kg"), hull_kg = dry_kg - pads_kg;
    if (hull_kg <= 0) {
      return add({pad, mass + "dry_mass_kg"}, fmt::format("the pads ({} kg) are all of {}dry_mass_kg ({} kg) and leave no hull",
                                                          to_short_text(pads_kg), mass, to_short_text(dry_kg)));
    }
    const double cg_m = c_.real(mass + "cg_z_m"), radius2_m2 = c_.real(radius) * c_.real(radius);
    const double across = pads_kg * (radius2_m2 / 2 + cg_m * cg_m * dry_kg / hull_kg);
    const double of_pads[] = {across, across, pads_kg * radius2_m2};
    const std::string axes = "xyz";
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string inertia = fmt::format("{}inertia_{}_kg_m2", mass, axes[i]),
                        gyration = fmt::format("{}gyration_{}_m2", mass, axes[i]);
      if (!usable({inertia, gyration})) return;
      const double moment = c_.real(inertia) + c_.real(gyration) * dry_kg;
      if (moment > of_pads[i]) continue;
      return add({pad, inertia, gyration},
                 fmt::format("the pads alone have a moment of inertia of {:.6g} kg m2 about body {}, the whole vehicle {:.6g} kg m2",
                             of_pads[i], axes[i], moment));
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
    if (c_.text("gnc.guidance.law") == "phased") phases();
    const std::string up = open_loop + "direction_up", east = open_loop + "direction_east", north = open_loop + "direction_north";
    if (c_.text("gnc.guidance.law") == "open_loop" && usable({up, east, north}) && c_.real(up) == 0 && c_.real(east) == 0 &&
        c_.real(north) == 0) {
      add({up, east, north}, "the thrust has no direction: all three components are 0");
    }
  }

  // What a phase asks for is what the engine can give, and the phases come down one after the other.
  void phases() {
    const std::string guidance = "gnc.guidance.", thrust = guidance + "braking.thrust_N", most = "vehicle.engine.thrust_max_N";
    const std::string margin = guidance + "braking.thrust_margin_frac";
    not_above(thrust, most);
    const double highest = c_.real(thrust) * (1 + c_.real(margin));
    if (c_.text(guidance + "braking.range") == "controlled" && usable({thrust, margin, most}) && c_.real(thrust) <= c_.real(most) &&
        highest > c_.real(most) * (1 + 1e-9)) {
      add({thrust, margin, most}, fmt::format("{} ({} N) leaves no margin of {} below {} ({} N) for range: controlled; at most {:.0f} N do",
                                              thrust, to_short_text(c_.real(thrust)), to_short_text(c_.real(margin)), most,
                                              to_short_text(c_.real(most)), std::floor(c_.real(most) / (1 + c_.real(margin)))));
    }
    not_above(guidance + "hover.height_m", guidance + "braking.height_m");
    not_above(guidance + "translation.height_m", guidance + "hover.height_m");
    not_above(guidance + "cutoff_height_m", guidance + "translation.height_m");
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
