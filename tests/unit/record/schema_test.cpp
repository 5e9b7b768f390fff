#include "record/schema.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <set>
#include <tuple>

#include "base/error.h"

namespace farside::schema_test {
namespace {

const std::vector<InputInfo> two_inputs = {
    {"vehicle.engine.isp_s", "s", "vacuum specific impulse", "aleatory", "data sheet", "normal: {sd: 1}"},
    {"start.descent.mass_kg", "kg", "mass at ignition", "epistemic", "", "uniform: {min: 1, max: 2}"},
};

double record_value(const char* column, const LandingRecord& record, std::size_t i = 0) {
  const Schema schema;
  return value_at(*schema.find(column), reinterpret_cast<const std::byte*>(&record), i);
}

TEST(Schema, ReadsEachKindOfColumnFromItsMemberOfTheRecord) {
  LandingRecord r{};
  r.case_number = 7;
  r.failure_mask = 5;
  r.landing_east = 1.5;
  r.first_cause = -1;
  r.sinkage[3] = 0.25;
  r.end_quaternion[1] = 0.5;
  r.phase_time[2] = 12.5f;
  r.margin[criterion_count - 1] = -0.125;
  r.time[0] = 33;
  EXPECT_EQ(record_value("case", r), 7);
  EXPECT_EQ(record_value("failure_mask", r), 5);
  EXPECT_EQ(record_value("landing_east", r), 1.5);
  EXPECT_EQ(record_value("first_cause", r), -1);
  EXPECT_EQ(record_value("sinkage", r, 3), 0.25);
  EXPECT_EQ(record_value("end_quaternion", r, 1), 0.5);
  EXPECT_EQ(record_value("phase_time", r, 2), 12.5);
  EXPECT_EQ(record_value(("margin_" + std::string(criteria[criterion_count - 1].name)).c_str(), r), -0.125);
  EXPECT_EQ(record_value(("time_" + std::string(criteria[0].name)).c_str(), r), 33);
}

TEST(Schema, CoversEveryByteOfTheRecordOnce) {
  std::vector<int> owners(sizeof(LandingRecord), 0);
  const Schema schema({}, PhaseColumns::states, legs_max);
  for (const ColumnInfo& c : schema.columns()) {
    for (std::size_t i = 0; i < c.bytes(); ++i) ++owners.at(c.offset + i);
  }
  for (std::size_t i = 0; i < sizeof(LandingRecord); ++i) EXPECT_EQ(owners[i], 1) << "byte " << i;
}

TEST(Schema, HasAsManyLegsAsTheVehicle) {
  for (const std::size_t legs : {3, 4, 8}) {
    const Schema schema({}, PhaseColumns::none, legs);
    EXPECT_EQ(schema.find("stroke_primary")->extent, legs);
    EXPECT_EQ(schema.dimensions().front().name, "leg");
    EXPECT_EQ(schema.dimensions().front().extent, legs);
  }
}

TEST(Schema, KeepsOfThePhasesWhatIsAskedFor) {
  for (const auto& [phases, times, states] :
       {std::tuple{PhaseColumns::none, false, false}, std::tuple{PhaseColumns::times, true, false},
        std::tuple{PhaseColumns::states, true, true}}) {
    const Schema schema({}, phases);
    EXPECT_EQ(schema.find("phase_time") != nullptr, times);
    EXPECT_EQ(schema.find("phase_velocity_up") != nullptr, states);
    EXPECT_EQ(schema.find("phase_mass") != nullptr, states);
  }
}

TEST(Schema, GivesEveryColumnAUniqueNameUnitsAndALongName) {
  std::set<std::string> names;
  const Schema schema(two_inputs);
  for (const ColumnInfo& c : schema.columns()) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    EXPECT_FALSE(c.units.empty()) << c.name;
    EXPECT_FALSE(c.long_name.empty()) << c.name;
  }
}

TEST(Schema, PutsInputsAfterTheRecordInTheirOrder) {
  const Schema schema(two_inputs);
  const ColumnInfo* mass = schema.find("in_start_descent_mass_kg");
  ASSERT_NE(mass, nullptr);
  EXPECT_EQ(mass->offset, sizeof(LandingRecord) + 8);
  EXPECT_EQ(mass->config_path, "start.descent.mass_kg");
  EXPECT_EQ(mass->kind, "epistemic");
  EXPECT_EQ(schema.row_bytes(), sizeof(LandingRecord) + 16);
}

TEST(Schema, RefusesInputsThatWouldShareAColumn) {
  std::vector<InputInfo> inputs(2);
  inputs[0].path = "a.b_c";
  inputs[1].path = "a_b.c";
  EXPECT_THROW(Schema{inputs}, InternalError);
}

TEST(Schema, NumbersTheBitsOfTheFailureMaskByCauseCodeMinusOne) {
  const Schema schema;
  const ColumnInfo& mask = *schema.find("failure_mask");
  ASSERT_EQ(mask.flag_masks.size(), mask.flag_meanings.size());
  for (std::size_t i = 0; i < mask.flag_masks.size(); ++i) EXPECT_EQ(mask.flag_masks[i], std::int64_t{1} << i);
  const auto tip_over = static_cast<std::size_t>(Cause::tip_over);
  EXPECT_EQ(mask.flag_meanings[tip_over - 1], "tip_over");
  EXPECT_EQ(schema.find("first_cause")->flag_meanings[tip_over], "tip_over");
  EXPECT_EQ(schema.find("first_cause")->flag_meanings.back(), "not_applicable");
  EXPECT_EQ(schema.find("first_cause")->flag_values.back(), -1);
}

TEST(Schema, MarksACaseThatWasNotRunInEveryColumn) {
  const Schema schema(two_inputs);
  const std::vector<std::byte> row = schema.row_not_run(41);
  for (const ColumnInfo& c : schema.columns()) {
    const double value = value_at(c, row.data(), c.extent - 1);
    if (c.name == "case") EXPECT_EQ(value, 41);
    else if (c.name == "status" || c.name == "failure_mask") EXPECT_EQ(value, 0);
    else if (c.type == ColumnType::int8) EXPECT_EQ(value, -1) << c.name;
    else EXPECT_TRUE(std::isnan(value)) << c.name;
  }
}

TEST(Schema, HashTellsOtherColumnsApart) {
  EXPECT_EQ(Schema(two_inputs).hash(), Schema(two_inputs).hash());
  EXPECT_NE(Schema(two_inputs).hash(), Schema({two_inputs[1], two_inputs[0]}).hash());
  EXPECT_NE(Schema(two_inputs).hash(), Schema().hash());
}

}  // namespace
}  // namespace farside::schema_test
