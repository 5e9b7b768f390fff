#include "flight/landing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <vector>

#include "unit/flight/linked_kernel.h"
#include "unit/lanes/reference.h"

namespace farside::landing_test {
using reference::Points;

namespace {

// A campaign of the last part of a descent: from some ten metres on the engine down to a slope.
struct Campaign {
  CampaignOptions options;
  CaseParams<double> nominal;
  bool products = false;
  std::vector<std::int32_t> dispersed;

  Campaign() {
    options.moon.terrain.model = TerrainModel::plane;
    options.start = StartMode::site;
    options.gnc.guidance.law = GuidanceLaw::polynomial;
    nominal.gnc.guidance.polynomial.braking.end_time_s = 0.0;
    nominal.gnc.guidance.polynomial.approach.end_time_s = 0.5;  // from the start on the descent at constant speed
    nominal.gnc.guidance.cutoff_height_m = 2.0;
  }
  KernelSetup setup() const {
    KernelSetup s{};
    s.options = options;
    s.nominal = reinterpret_cast<const double*>(&nominal);
    s.ground_top_m = 2500.0;
    s.dispersed_count = static_cast<std::int32_t>(dispersed.size());
    s.dispersed_slots = dispersed.data();
    s.products_of_inertia = products;
    return s;
  }
};

std::vector<CaseParams<double>> mixed_cases(const Campaign& campaign, Points& points, std::size_t count) {
  std::vector<CaseParams<double>> cases;
  for (std::size_t i = 0; i < count; ++i) {  // long and short flights, dry tanks, hard and soft contacts
    CaseParams<double> p = campaign.nominal;
    p.start.site.height_m = points.between(3.0, 40.0);
    p.start.site.velocity_L.z = points.between(-4.0, 0.0);
    p.start.site.velocity_L.x = points.between(-1.0, 1.0);
    p.start.site.tilt_north_rad = points.between(-0.2, 0.2);
    p.moon.terrain.slope_rad = points.between(0.0, 0.2);
    if (i % 6 == 2) p.vehicle.mass.propellant_kg = points.between(0.0, 8.0);
    if (i % 9 == 4) p.gnc.guidance.cutoff_height_m = 0.0;
    if (campaign.products) p.vehicle.mass.inertia_xy_kg_m2 = points.between(-50.0, 50.0);
    cases.push_back(p);
  }
  return cases;
}

struct Flown {
  std::vector<LandingRecord> records;
  std::vector<double> inputs;
};
template <class Real>
Flown fly(const Campaign& campaign, const std::vector<CaseParams<double>>& cases, const int* stop = nullptr) {
  const KernelSetup setup = campaign.setup();
  Flown f;
  f.records.resize(cases.size());
  f.inputs.resize(cases.size() * campaign.dispersed.size());
  std::vector<std::uint64_t> numbers(cases.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 1000 + i;
  CaseBlock block{};
  block.case_numbers = numbers.data();
  block.params = reinterpret_cast<const double*>(cases.data());
  block.records = f.records.data();
  block.inputs = f.inputs.data();
  block.count = cases.size();
  block.stop = stop;
  linked_kernel::land_block<Real>(setup, block);
  return f;
}

bool same_bits(const LandingRecord& a, const LandingRecord& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
int count_of(const Flown& f, Status status) {
  int n = 0;
  for (const LandingRecord& r : f.records) n += r.status == static_cast<std::int8_t>(status) ? 1 : 0;
  return n;
}
int count_of(const Flown& f, Outcome outcome) {
  int n = 0;
  for (const LandingRecord& r : f.records) n += r.outcome == static_cast<std::int8_t>(outcome) ? 1 : 0;
  return n;
}

void expect_lanes_one_by_one(bool products) {
  Points points(91);
  Campaign campaign;
  campaign.products = products;
  const std::vector<CaseParams<double>> cases = mixed_cases(campaign, points, 4 * lane_count + 1);
  const Flown together = fly<Lanes>(campaign, cases), alone = fly<double>(campaign, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ASSERT_TRUE(same_bits(together.records[i], alone.records[i])) << "case " << i;
    ASSERT_EQ(together.records[i].case_number, 1000 + i);
  }
  EXPECT_EQ(count_of(alone, Status::done), static_cast<int>(cases.size()));
  EXPECT_GT(count_of(alone, Outcome::safe), 0);
  EXPECT_GT(count_of(alone, Outcome::lost), 0);
}
TEST(Landings, InLanesAreTheCasesOneByOne) { expect_lanes_one_by_one(false); }
TEST(Landings, InLanesAreTheCasesOneByOneWithProductsOfInertia) { expect_lanes_one_by_one(true); }

TEST(Landings, DoNotHangOnTheirNeighbours) {
  Points points(92);
  const Campaign campaign;
  const std::vector<CaseParams<double>> cases = mixed_cases(campaign, points, 2 * lane_count + 3);
  const std::vector<CaseParams<double>> reversed(cases.rbegin(), cases.rend());
  const Flown forward = fly<Lanes>(campaign, cases), backward = fly<Lanes>(campaign, reversed);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    LandingRecord other = backward.records[cases.size() - 1 - i];
    other.case_number = forward.records[i].case_number;
    EXPECT_TRUE(same_bits(forward.records[i], other)) << i;
  }
}

TEST(Landings, InABlockOfMoreThanAChunkEachHaveTheirRow) {
  Points points(93);
  Campaign campaign;
  campaign.options.start = StartMode::touchdown;
  campaign.options.touchdown.time_max_s = 0.5;
  std::vector<CaseParams<double>> cases(chunk_cases + 3, campaign.nominal);
  for (CaseParams<double>& p : cases)
    p.start.touchdown.height_m = 0.01, p.start.touchdown.velocity_L.z = points.between(-3.0, -0.5);
  const Flown f = fly<Lanes>(campaign, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ASSERT_EQ(f.records[i].case_number, 1000 + i);
    const double speed = cases[i].start.touchdown.velocity_L.z, fallen = std::sqrt(speed * speed + 2.0 * 1.63 * 0.01);
    ASSERT_NEAR(f.records[i].touchdown_speed_vertical, fallen, 0.003) << i;  // a step of a millisecond more, and less
  }
}

// Property P16: a case that is no number counts as a numerical failure, and no bit of its neighbours changes.
TEST(Landings, ThatAreNoNumbersEndAndLeaveTheirNeighboursAlone) {
  Points points(94);
  const Campaign campaign;
  const std::vector<CaseParams<double>> calm = mixed_cases(campaign, points, 3 * lane_count);
  using Spoil = void (*)(CaseParams<double>&);
  const Spoil spoils[] = {[](CaseParams<double>& p) { p.vehicle.mass.dry_mass_kg = __builtin_nan(""); },
                          [](CaseParams<double>& p) { p.start.site.velocity_L.x = __builtin_inf(); },
                          [](CaseParams<double>& p) { p.moon.gravity.gm_m3_s2 = __builtin_nan(""); },
                          [](CaseParams<double>& p) { p.vehicle.engine.thrust_scale = __builtin_nan(""); },
                          [](CaseParams<double>& p) { p.moon.regolith.friction = __builtin_nan(""); }};
  const Flown expected = fly<Lanes>(campaign, calm);
  for (std::size_t s = 0; s < std::size(spoils); ++s) {
    std::vector<CaseParams<double>> cases = calm;
    const std::size_t spoilt = static_cast<std::size_t>(lane_count) + s % static_cast<std::size_t>(lane_count);
    spoils[s](cases[spoilt]);
    const Flown f = fly<Lanes>(campaign, cases);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (i == spoilt) continue;
      ASSERT_TRUE(same_bits(f.records[i], expected.records[i])) << "parameter " << s << ", case " << i;
    }
    // a contact whose friction is no number may first break a limit: that loss stands, and it is never anything better
    const auto& end = f.records[spoilt];
    const bool lost_before = s + 1 == std::size(spoils) && end.status == static_cast<std::int8_t>(Status::done) &&
                             end.outcome == static_cast<std::int8_t>(Outcome::lost);
    if (!lost_before) {
      EXPECT_TRUE(same_bits(end, numerical_failure(1000 + spoilt))) << "parameter " << s;
    }
    EXPECT_TRUE(same_bits(fly<double>(campaign, cases).records[spoilt], f.records[spoilt])) << "parameter " << s;
  }
}

TEST(Landings, InputsAreReadBackFromWhatWasFlown) {
  Points points(95);
  Campaign campaign;
  const auto slot_of = [&](const double& member) {
    return static_cast<std::int32_t>(&member - reinterpret_cast<const double*>(&campaign.nominal));
  };
  campaign.dispersed = {slot_of(campaign.nominal.start.site.height_m),
                        slot_of(campaign.nominal.moon.terrain.slope_rad)};
  const std::vector<CaseParams<double>> cases = mixed_cases(campaign, points, 5);
  const Flown f = fly<Lanes>(campaign, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(f.inputs[2 * i], cases[i].start.site.height_m);
    EXPECT_EQ(f.inputs[2 * i + 1], cases[i].moon.terrain.slope_rad);
  }
}

TEST(Landings, ToldToStopLeaveRowsThatSayNotRun) {
  Points points(96);
  const Campaign campaign;
  const int stop = 1;
  const Flown f = fly<Lanes>(campaign, mixed_cases(campaign, points, lane_count + 1), &stop);
  EXPECT_EQ(count_of(f, Status::not_run), lane_count + 1);
}

TEST(Landings, ThatNeverReachTheGroundEndByTheTimeLimit) {
  Campaign campaign;
  campaign.options.flight.time_max_ticks = 500;
  campaign.nominal.start.site.height_m = 5000.0;
  const LandingRecord r = fly<Lanes>(campaign, {campaign.nominal}).records[0];
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::off_corridor));
  EXPECT_DOUBLE_EQ(r.end_time, 5.0);
  EXPECT_TRUE(std::isnan(r.touchdown_time));
}

TEST(Landings, HandOverWithTheLowestPadAtItsHeight) {
  Campaign campaign;
  campaign.options.moon.rotation = false;
  campaign.nominal.start.site = {};
  campaign.nominal.start.site.height_m = 20.0;
  campaign.nominal.start.site.velocity_L.z = -2.0;
  campaign.nominal.start.site.tilt_east_rad = 0.1;
  campaign.options.gnc.control.mode = ControlMode::off;
  campaign.options.gnc.guidance.law = GuidanceLaw::open_loop;  // without thrust
  const LandingRecord r = fly<double>(campaign, {campaign.nominal}).records[0];
  double lowest = INFINITY;
  const Quat<double> q{r.end_quaternion[0], r.end_quaternion[1], r.end_quaternion[2], r.end_quaternion[3]};
  for (int i = 0; i < 4; ++i) {
    const Vec3<double> arm = pad_position(pad_circle(campaign.nominal.vehicle.legs, 4), i) -
                             Vec3<double>{0.0, 0.0, campaign.nominal.vehicle.mass.cg_z_full_m};
    lowest = std::min(lowest, r.end_up + (rotation(q) * arm).z);
  }
  EXPECT_NEAR(lowest, campaign.options.touchdown.handover_height_m, 2e-9);  // some roundings of 1.7e6 m from the centre
}

TEST(Landings, LeaveAHistoryFromTheStartToTheRest) {
  Campaign campaign;
  campaign.nominal.start.site.height_m = 10.0;
  campaign.nominal.start.site.velocity_L.z = -2.0;
  const KernelSetup setup = campaign.setup();
  std::vector<TraceRecord> rows(5000);
  TraceSink sink{rows.data(), rows.size(), 0};
  const std::uint64_t number = 3;
  LandingRecord record;
  CaseBlock block{};
  block.case_numbers = &number;
  block.params = reinterpret_cast<const double*>(&campaign.nominal);
  block.records = &record;
  block.count = 1;
  block.trace = &sink;
  linked_kernel::land_block<double>(setup, block);
  ASSERT_GT(sink.count, 10U);
  ASSERT_LE(sink.count, rows.size());
  rows.resize(sink.count);
  EXPECT_EQ(rows[0].time, 0.0);
  EXPECT_NEAR(rows[0].up, 10.0, 1e-9);
  for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_GE(rows[i].time, rows[i - 1].time);
  EXPECT_EQ(rows.back().pads_in_contact, 4.0);
  LandingRecord without = fly<double>(campaign, {campaign.nominal}).records[0];
  without.case_number = number;
  EXPECT_TRUE(same_bits(without, record));  // to look changes nothing
}

TEST(Landings, ReportNoThrustFromADryTank) {
  Campaign campaign;
  campaign.nominal.start.site.height_m = 30.0;
  campaign.nominal.vehicle.mass.propellant_kg = 2.0;
  campaign.options.vehicle.thrusters.uses_propellant = false;  // so that the mass tells when the tank is empty
  const KernelSetup setup = campaign.setup();
  std::vector<TraceRecord> rows(5000);
  TraceSink sink{rows.data(), rows.size(), 0};
  const std::uint64_t number = 0;
  LandingRecord record;
  CaseBlock block{};
  block.case_numbers = &number;
  block.params = reinterpret_cast<const double*>(&campaign.nominal);
  block.records = &record;
  block.count = 1;
  block.trace = &sink;
  linked_kernel::land_block<double>(setup, block);
  rows.resize(sink.count);
  EXPECT_EQ(record.first_cause, static_cast<std::int8_t>(Cause::propellant_depleted));
  EXPECT_EQ(record.propellant_remaining, 0.0);
  int dry = 0, burning = 0;
  for (const TraceRecord& row : rows) {
    const bool empty = row.mass <= 1250.0;
    dry += empty ? 1 : 0;
    burning += row.thrust > 0.0 ? 1 : 0;
    if (empty) {
      ASSERT_EQ(row.thrust, 0.0) << row.time;
    }
  }
  EXPECT_GT(burning, 0);
  EXPECT_GT(dry, 0);
}

}  // namespace

}  // namespace farside::landing_test
