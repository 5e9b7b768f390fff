#include "bench/workloads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include "engine/dispatch.h"
#include "unit/reference_data.h"

// The benchmark's workloads W1 and W2 against an independent program's answers, by every kernel that runs here: the
// eight rows of each that the benchmark holds, and those of the reference data where it is.
namespace farside::workloads_test {
namespace {

using bench::Batch;
using bench::Workload;

using Run = void (*)(const KernelSetup&, const CaseBlock&);

// Kernels of this CPU, one case a lane and one after the other, the widest first. What is slow flies fewer rows: it
// must only show that it gives the same bits.
struct Way {
  std::string name;
  Run run;
  std::size_t rows;
};
std::vector<Way> ways() {
  constexpr std::size_t all = 100000, few = 24;
  std::vector<Way> found;
  for (const KernelStatus& status : kernels()) {
    if (!status.runs()) continue;
    const std::string isa = status.kernel->isa;
    found.push_back({isa + " one by one", status.kernel->run_scalar, few});
    found.push_back({isa + " in lanes", status.kernel->run, isa == "baseline" ? few : all});
  }
  std::reverse(found.begin(), found.end());
  found.front().rows = all;
  return found;
}

// Numbers of a CSV of the reference data, without its header; empty where it isn't there.
std::vector<std::vector<double>> read_rows(const std::string& name, std::size_t count) {
  std::ifstream file(test::reference_file("bench/" + name));
  std::vector<std::vector<double>> rows;
  for (std::string line; rows.size() < count && std::getline(file, line);) {
    if (line.empty() || line[0] == '#' || line[0] == 't') continue;
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    rows.emplace_back();
    for (double x; words >> x;) rows.back().push_back(x);
  }
  return rows;
}

template <std::size_t width, std::size_t count>
std::vector<std::vector<double>> rows_of(const double (&table)[count][width]) {
  std::vector<std::vector<double>> rows;
  for (const auto& row : table) rows.emplace_back(row, row + width);
  return rows;
}

std::vector<LandingRecord> fly(const Way& way, const Workload& w, Batch batch) {
  CaseBlock block = batch.block();
  block.count = std::min(block.count, way.rows);
  way.run(w.setup(), block);
  batch.records.resize(block.count);
  return batch.records;
}

Batch w1_batch(const Workload& w, const std::vector<std::vector<double>>& samples) {
  Batch batch;
  for (const std::vector<double>& row : samples) {
    double d[11];
    std::copy_n(row.begin(), 11, d);
    batch.add(bench::w1_case(w, d));
  }
  return batch;
}
Batch w2_batch(const Workload& w, const std::vector<std::vector<double>>& samples) {
  Batch batch;
  for (const std::vector<double>& row : samples) {
    double s[13];
    std::copy_n(row.begin(), 13, s);
    batch.add(bench::w2_case(w, s));
  }
  return batch;
}

void expect_w1(const std::vector<std::vector<double>>& samples, const std::vector<std::vector<double>>& answers) {
  const Workload w = bench::w1();
  std::vector<LandingRecord> first;
  for (const Way& way : ways()) {
    const std::vector<LandingRecord> records = fly(way, w, w1_batch(w, samples));
    if (first.empty()) first = records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      ASSERT_EQ(std::memcmp(&records[i], &first[i], sizeof records[i]), 0)
          << way.name << ", row " << i << ": other bits";
      const bench::W1Answer a = bench::w1_answer(records[i]);
      const std::vector<double>& e = answers[i];
      // programs of the same step agree to these; places are printed to six digits
      ASSERT_NEAR(a.time_s, e[0], 8e-9) << way.name << ", row " << i;
      ASSERT_NEAR(a.altitude_m, e[1], 1e-6) << way.name << ", row " << i;
      ASSERT_NEAR(a.down_m, e[2], 5.1e-7 + 5e-7) << way.name << ", row " << i;
      ASSERT_NEAR(a.cross_m, e[3], 5.1e-7 + 5e-7) << way.name << ", row " << i;
      ASSERT_NEAR(a.radial_m_s, e[4], 3e-9) << way.name << ", row " << i;
      ASSERT_NEAR(a.horizontal_m_s, e[5], 3e-9) << way.name << ", row " << i;
      // interpolated here, of the step's end there: a step's burning (0.09 kg), turning and torque
      ASSERT_NEAR(a.mass_kg, e[6], 0.09) << way.name << ", row " << i;
      ASSERT_GE(a.mass_kg, e[6] - 1e-8) << way.name << ", row " << i;
      ASSERT_NEAR(a.tilt_deg, e[7], 0.04) << way.name << ", row " << i;
      ASSERT_NEAR(a.rate_deg_s, e[8], 0.2) << way.name << ", row " << i;
    }
  }
}

void expect_w2(const std::vector<std::vector<double>>& samples, const std::vector<std::vector<double>>& answers) {
  const Workload w = bench::w2();
  std::vector<LandingRecord> first;
  for (const Way& way : ways()) {
    const std::vector<LandingRecord> records = fly(way, w, w2_batch(w, samples));
    if (first.empty()) first = records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      ASSERT_EQ(std::memcmp(&records[i], &first[i], sizeof records[i]), 0)
          << way.name << ", row " << i << ": other bits";
      const bench::W2Answer a = bench::w2_answer(records[i]);
      const std::vector<double>& e = answers[i];
      // 4,000 steps of rounding in another order, and the digits printed
      ASSERT_NEAR(a.x_m, e[0], 1e-9) << way.name << ", row " << i;
      ASSERT_NEAR(a.y_m, e[1], 1e-9) << way.name << ", row " << i;
      ASSERT_NEAR(a.z_m, e[2], 1e-9) << way.name << ", row " << i;
      ASSERT_NEAR(a.tilt_deg, e[3], 1e-8) << way.name << ", row " << i;
      ASSERT_NEAR(a.speed_m_s, e[4], 1e-8) << way.name << ", row " << i;
      ASSERT_NEAR(a.peak_m_s2, e[5], 1e-7) << way.name << ", row " << i;
    }
  }
}

TEST(Workloads, HaveAKernelToRunThem) { EXPECT_GE(ways().size(), 2U); }

TEST(Workloads, W1IsThatOfAnIndependentProgram) { expect_w1(rows_of(bench::w1_samples), rows_of(bench::w1_answers)); }
TEST(Workloads, W2IsThatOfAnIndependentProgram) { expect_w2(rows_of(bench::w2_samples), rows_of(bench::w2_answers)); }

TEST(Workloads, W1IsThatOfAnIndependentProgramInAThousandRows) {
  const auto samples = read_rows("w1_samples.csv", 1000), answers = read_rows("w1_answers.csv", 1000);
  if (samples.empty() || answers.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  ASSERT_EQ(answers.size(), samples.size());
  expect_w1(samples, answers);
}

TEST(Workloads, W2IsThatOfAnIndependentProgramIn512Rows) {
  const auto samples = read_rows("w2_samples.csv", 512), answers = read_rows("w2_answers.csv", 512);
  if (samples.empty() || answers.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  ASSERT_EQ(answers.size(), samples.size());
  expect_w2(samples, answers);
}

}  // namespace
}  // namespace farside::workloads_test
