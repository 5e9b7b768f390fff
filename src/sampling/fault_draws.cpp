#include "sampling/fault_draws.h"

#include <algorithm>

#include "random/quantile.h"
#include "random/uniform.h"

namespace farside {
namespace {

constexpr std::uint64_t once = 0;  // a fault is drawn once
constexpr double never_s = 1e9;    // the largest time of a key

}  // namespace

std::string fault_name(std::int8_t code, const std::vector<std::string>& names) {
  const auto k = static_cast<unsigned char>(code);
  return k == 0 ? "no fault" : k <= names.size() ? "fault " + names[k - 1] : "several faults";
}

FaultDraws::FaultDraws(const Configuration& configuration)
    : seed_(configuration.count("campaign.seed")), forced_(configuration.forces_faults()) {
  for (const Fault& f : configuration.faults) {
    const std::string occurs = "faults." + f.name, when = occurs + ".when";
    OneFault one{f.probability,
                 stream(occurs.data(), occurs.size()),
                 stream(when.data(), when.size()),
                 f.onset,
                 f.phase,
                 0,
                 0.0,
                 0.0,
                 {}};
    if (f.onset != Onset::always) {
      const Key& key = *registry().find(f.onset_path());
      one.onset_slot = key.where;
      one.from = f.from * key.unit.factor;
      one.to = f.to * key.unit.factor;
    }
    for (const FaultEffect& e : f.mechanism->effects) {
      const Key& key = *registry().find(f.path_of(e));
      const double value = f.option(e.option, e.value);
      one.effects.push_back({key.where, e.factor ? value : value * key.unit.factor, e.factor});
    }
    faults_.push_back(std::move(one));
  }
}

bool FaultDraws::strikes(std::size_t fault, std::uint64_t draw) const {
  return uniform<double>(seed_, faults_[fault].occurs, draw, once) < faults_[fault].probability;
}

FaultOfCase FaultDraws::strike(std::uint64_t draw, std::size_t stratum, double* params) const {
  FaultOfCase found;
  std::vector<std::size_t> set;  // onsets; the first of several that set one counts
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const OneFault& f = faults_[i];
    if (forced_ ? stratum != i + 1 : !strikes(i, draw)) continue;
    const bool first = found.code == 0;
    found.code = static_cast<std::int8_t>(first ? i + 1 : faults_.size() + 1);
    found.time_s = found.height_m = std::numeric_limits<double>::quiet_NaN();
    const double at =
        f.onset == Onset::always ? 0.0 : uniform_quantile(uniform<double>(seed_, f.when, draw, once), f.from, f.to);
    if (f.onset == Onset::phase) {
      found.awaited.push_back({i, f.onset_slot, f.phase, at});
      if (std::find(set.begin(), set.end(), f.onset_slot) == set.end()) params[f.onset_slot] = never_s;
      set.push_back(f.onset_slot);
    } else if (f.onset != Onset::always) {
      double& onset = params[f.onset_slot];
      const bool again = std::find(set.begin(), set.end(), f.onset_slot) != set.end();
      onset = !again ? at : f.onset == Onset::time ? std::min(onset, at) : std::max(onset, at);
      set.push_back(f.onset_slot);
      if (first) (f.onset == Onset::time ? found.time_s : found.height_m) = at;
    }
    for (const Effect& e : f.effects) params[e.slot] = e.factor ? params[e.slot] * e.value : e.value;
  }
  return found;
}

}  // namespace farside
