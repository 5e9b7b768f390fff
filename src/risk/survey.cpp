#include "risk/survey.h"

#include <chrono>
#include <cmath>
#include <mutex>

#include "engine/block.h"
#include "engine/draw_check.h"
#include "engine/float_state.h"
#include "engine/setup.h"
#include "engine/team.h"
#include "random/uniform.h"
#include "sampling/draw_rules.h"

namespace farside {
namespace {

// Calls work(first, count, tally) for parts of 0 ... total - 1 (engine/team.h), and tells the progress after each.
template <class MakeWork>
void in_told_parts(std::size_t total, const FlyOptions& options, const MakeWork& make_work) {
  constexpr std::size_t part = 256;  // as many as a kernel flies together (flight/landing.h)
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  std::mutex mutex;  // guards `progress`
  Progress progress;
  progress.total = total;
  in_parts(thread_count(options), total, part, [&] {
    return [&, work = make_work()](std::size_t first, std::size_t count) mutable {
      Tally tally;
      work(first, count, tally);
      const std::lock_guard lock(mutex);
      progress.tally.add(tally);
      progress.elapsed_s = std::chrono::duration<double>(Clock::now() - begin).count();
      if (options.report) options.report(progress);
    };
  });
}

// The touchdowns of one part, on one thread.
class Lander {
 public:
  Lander(const Scenario& scenario, const KernelSetup& setup, const Kernel& kernel,
         const std::vector<CloudMember>& cloud, const MemberInputs& inputs, const std::vector<double>& grounds)
      : scenario_(scenario),
        setup_(setup),
        kernel_(kernel),
        cloud_(cloud),
        inputs_(inputs),
        grounds_(grounds),
        sampler_(scenario),
        rules_(scenario) {}

  void land(std::size_t first, std::size_t count, const std::function<Touchdown(std::size_t)>& which, Landed* landed,
            Tally& tally) {
    params_.clear();
    places_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const Touchdown t = which(first + i);
      const Arrival arrival = cloud_[t.member].arrival;
      landed[i] = arrival == Arrival::unknown ? Landed::undecided : Landed::unsafe;
      if (arrival == Arrival::unknown) ++tally.unknown;
      if (arrival == Arrival::fails) ++tally.lost;
      if (arrival == Arrival::lands) add(i, t, landed, tally);
    }
    fly(landed, tally);
  }

 private:
  void add(std::size_t place, const Touchdown& t, Landed* landed, Tally& tally) {
    CaseParams<double> p, drawn;
    const CloudMember& m = cloud_[t.member];
    sampler_.draw(m.case_number, reinterpret_cast<double*>(&p));
    inputs_.apply(t.member, p);
    sampler_.draw(number_of_soil(t.number), reinterpret_cast<double*>(&drawn));
    p.moon.regolith = drawn.moon.regolith;
    p.moon.terrain = drawn.moon.terrain;
    p.moon.terrain.relief = scenario_.nominal.moon.terrain.relief;
    p.moon.terrain.relief.ground = grounds_[t.ground];
    if (!rules_.hold(reinterpret_cast<const double*>(&p))) {  // before what no draw has
      landed[place] = Landed::undecided;
      ++tally.numerical_failure;
      return;
    }
    MassParams<double>& mass = p.vehicle.mass;
    // of tanks that are as full as the flight left them, which a start takes for full
    const double fill = mass.propellant_kg > 0.0 ? m.propellant_kg / mass.propellant_kg : 0.0;
    mass.cg_z_full_m = std::fma(fill, mass.cg_z_full_m - mass.cg_z_m, mass.cg_z_m);
    mass.propellant_kg = m.propellant_kg;
    mass.rcs_propellant_kg = m.rcs_propellant_kg;
    p.vehicle.limits.landing_radius_m = 1e9;  // the member's own flight was judged by it
    p.start.touchdown = m.state;
    p.start.touchdown.east_m = t.east_m;
    p.start.touchdown.north_m = t.north_m;
    params_.push_back(p);
    places_.push_back(place);
  }

  // Draws of cases that have no part in the cloud. A file of starts has a row for those cases alone that it was made
  // for; its rows don't matter here, and its soil, if it has any, is taken row by row.
  std::uint64_t number_of_soil(std::uint64_t touchdown) const {
    if (scenario_.cloud.rows > 0) return touchdown % scenario_.cloud.rows;
    return cloud_.size() + touchdown;
  }

  void fly(Landed* landed, Tally& tally) {
    const std::size_t n = params_.size();
    if (n == 0) return;
    numbers_.resize(n);
    records_.resize(n);
    for (std::size_t i = 0; i < n; ++i) numbers_[i] = i;
    const FloatState state;
    kernel_.run(setup_, {numbers_.data(), reinterpret_cast<const double*>(params_.data()), records_.data(), nullptr, n,
                         scenario_.seed, nullptr, nullptr, nullptr});
    for (std::size_t i = 0; i < n; ++i) {
      const LandingRecord& r = records_[i];
      tally.add(r);
      const bool done = r.status == static_cast<std::int8_t>(Status::done);
      Landed& end = landed[places_[i]];
      if (!done || r.outcome == static_cast<std::int8_t>(Outcome::unknown)) end = Landed::undecided;
      else if (r.outcome == static_cast<std::int8_t>(Outcome::safe)) end = Landed::safe;
    }
  }

  const Scenario& scenario_;
  const KernelSetup& setup_;
  const Kernel& kernel_;
  const std::vector<CloudMember>& cloud_;
  const MemberInputs& inputs_;
  const std::vector<double>& grounds_;
  const Sampler sampler_;
  const DrawRules rules_;
  std::vector<CaseParams<double>> params_;
  std::vector<std::size_t> places_;  // in the part
  std::vector<std::uint64_t> numbers_;
  std::vector<LandingRecord> records_;
};

}  // namespace

std::vector<CloudMember> Survey::fly_cloud(std::uint64_t count) const {
  const InvalidDraws wrong = find_invalid_draws(scenario_, {{0, count}}, options_);
  refuse_invalid_draws(scenario_, wrong);
  std::vector<CloudMember> cloud(count);
  const Sampler sampler(scenario_);
  KernelSetup setup = make_setup(scenario_);
  setup.options.aftermath.model = AftermathModel::none;  // a map is of landings
  if (scenario_.options.start == StartMode::touchdown) {
    for (std::uint64_t i = 0; i < count; ++i) {
      CaseParams<double> p;
      sampler.draw(i, reinterpret_cast<double*>(&p));
      cloud[i] = member_of(i, p);
    }
    return cloud;
  }
  in_told_parts(count, options_, [&] {
    return [&, block = Block(scenario_, setup, sampler, 256)](std::size_t first, std::size_t n, Tally& tally) mutable {
      block.fly(*options_.kernel, first, n, nullptr);
      for (std::size_t i = 0; i < n; ++i) {
        const LandingRecord& row = block.records()[i];
        tally.add(row);
        cloud[first + i] = member_of(row, scenario_.options.touchdown.handover_height_m);
      }
    };
  });
  return cloud;
}

std::vector<Landed> Survey::land(const std::vector<CloudMember>& cloud, const MemberInputs& inputs,
                                 const std::vector<double>& grounds, std::size_t count,
                                 const std::function<Touchdown(std::size_t)>& which) const {
  std::vector<Landed> landed(count, Landed::unsafe);
  KernelSetup setup = make_setup(scenario_);
  setup.options.start = StartMode::touchdown;
  setup.options.aftermath.model = AftermathModel::none;
  setup.dispersed_count = 0;  // nothing is read back
  in_told_parts(count, options_, [&] {
    return [&, lander = Lander(scenario_, setup, *options_.kernel, cloud, inputs, grounds)](
               std::size_t first, std::size_t n, Tally& tally) mutable {
      lander.land(first, n, which, &landed[first], tally);
    };
  });
  return landed;
}

bool draws_ground(const Scenario& scenario) { return scenario.configuration.varies("moon.terrain.relief.ground"); }

std::vector<double> ground_numbers(const Scenario& scenario, std::size_t count) {
  std::vector<double> numbers(count);
  constexpr StreamId grounds = stream("map.ground");
  for (std::size_t i = 0; i < count; ++i) numbers[i] = uniform<double>(scenario.seed, grounds, i, 0);
  if (!draws_ground(scenario)) numbers[0] = scenario.nominal.moon.terrain.relief.ground;
  return numbers;
}

}  // namespace farside
