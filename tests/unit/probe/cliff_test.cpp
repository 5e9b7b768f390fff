// The envelope of a guidance that had a cliff: commit c5184d9, whose answers are recorded (record_cliff.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "probe/envelope.h"

namespace farside::cliff_test {
namespace {

constexpr int thrust_most = 132, radial_most = 48;

class Record {
 public:
  Record() {
    std::ifstream in(FARSIDE_SOURCE_DIR "/tests/unit/probe/cliff_c5184d9.txt");
    for (std::string text; std::getline(in, text);) {
      if (text.starts_with("#")) continue;
      std::istringstream line(text);
      double radial_m_s = 0.0;
      int first = 0, last = 0;
      line >> radial_m_s >> first >> last;
      std::vector<bool>& lost = lost_[std::lround(radial_m_s / 0.05)];
      lost.resize(2 * thrust_most + 1);
      std::fill(lost.begin() + first + thrust_most, lost.begin() + last + thrust_most + 1, true);
    }
  }
  std::size_t speeds() const { return lost_.size(); }
  // At the nearest place.
  bool lost(double thrust_percent, double radial_m_s) const {
    const long t = std::lround(thrust_percent / 0.02), r = std::lround(radial_m_s / 0.05);
    return lost_.at(std::clamp<long>(r, -radial_most, radial_most))
        .at(static_cast<std::size_t>(std::clamp<long>(t, -thrust_most, thrust_most) + thrust_most));
  }

 private:
  std::map<long, std::vector<bool>> lost_;  // by the step of radial speed
};

const Record& record() {
  static const Record read;
  return read;
}

void run_record(const KernelSetup&, const CaseBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const auto& p = reinterpret_cast<const CaseParams<double>*>(block.params)[i];
    const bool lost = record().lost(100.0 * (p.vehicle.engine.thrust_scale - 1.0), p.start.descent.radial_m_s);
    LandingRecord r{};
    r.status = static_cast<std::int8_t>(Status::done);
    r.outcome = static_cast<std::int8_t>(lost ? Outcome::lost : Outcome::safe);
    r.first_cause = static_cast<std::int8_t>(lost ? Cause::propellant_depleted : Cause::none);
    for (double& m : r.margin) m = std::nan("");
    block.records[i] = r;
  }
}
const Kernel recorded{"recorded", 8, run_record, run_record};

// Unaided: no step, reach or direction is given, and a cliff has no margin. The spreads are those of its change4.yaml.
// The thrust that it finds lost is -1.85 %. Of radial speed -1.45 m/s and more are lost at any thrust, as -1.5 m/s is;
// before, islands begin at -1.2 m/s.
TEST(Envelope, FindsTheCliffOfAGuidanceThatBelievedItsEngine) {
  ASSERT_EQ(record().speeds(), 2u * radial_most + 1);
  const Scenario s = load_scenario_text(
      "farside: 1\ndispersions:\n"
      "  - {path: vehicle.engine.thrust_scale, normal: {sd: 0.0033}}\n"
      "  - {path: start.descent.radial_m_s, normal: {sd: 0.3}}\n",
      "t.yaml", "", {});
  EnvelopeOptions options;
  options.kernel = &recorded;
  const Envelope e = find_envelope(s, InputSpace(s, 0), options);
  ASSERT_EQ(e.inputs.size(), 2u);
  const WayOut &thrust = e.inputs[0].down, &radial = e.inputs[1].down;
  ASSERT_TRUE(thrust.fails() && radial.fails());
  EXPECT_NEAR(-0.33 * thrust.fails_at, -1.9, 0.1);
  EXPECT_LT(-0.3 * radial.fails_at, -1.2 + 0.025);  // half a step of the record
  EXPECT_GT(-0.3 * radial.fails_at, -1.4);
  EXPECT_TRUE(record().lost(0.0, -1.5));
  EXPECT_FALSE(e.inputs[0].up.fails() || e.inputs[1].up.fails());
  ASSERT_TRUE(e.worst);  // both together are nearer than either
  EXPECT_LE(e.worst->distance(), std::min(thrust.distance(), radial.distance()));
}

}  // namespace
}  // namespace farside::cliff_test
