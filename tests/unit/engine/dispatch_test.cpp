#include "engine/dispatch.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/engine/fake_kernel.h"

namespace farside::dispatch_test {
namespace {

using engine_test::fake_run;

constexpr Kernel baseline{"baseline", 2, fake_run, fake_run};
constexpr Kernel avx2{"avx2", 4, fake_run, fake_run};
constexpr Kernel avx512{"avx512", 8, fake_run, fake_run};

std::vector<KernelStatus> cpu(const std::string& missing_2, const std::string& missing_512) {
  return {{&baseline, ""}, {&avx2, missing_2}, {&avx512, missing_512}};
}

std::string refusal(const std::string& isa, const std::vector<KernelStatus>& known) {
  try {
    choose_kernel(isa, known);
  } catch (const UsageError& e) {
    return e.what();
  }
  return "";
}

TEST(Dispatch, AutoIsTheWidestThatRuns) {
  EXPECT_EQ(&choose_kernel("auto", cpu("", "")), &avx512);
  EXPECT_EQ(&choose_kernel("auto", cpu("", "avx512f")), &avx2);
  EXPECT_EQ(&choose_kernel("auto", cpu("fma", "fma, avx512f")), &baseline);
}

TEST(Dispatch, ANamedOneIsTakenAsLongAsItRuns) {
  EXPECT_EQ(&choose_kernel("baseline", cpu("", "")), &baseline);
  EXPECT_EQ(&choose_kernel("avx2", cpu("", "")), &avx2);
  EXPECT_EQ(
      refusal("avx512", cpu("", "avx512dq, avx512vl")),
      "--isa avx512: this CPU lacks avx512dq, avx512vl; choose auto or one of baseline, avx2: the rows are the same");
}

TEST(Dispatch, AnUnknownNameGetsTheNearest) {
  EXPECT_EQ(refusal("axv2", cpu("", "")),
            "--isa axv2: unknown instruction set (did you mean 'avx2'?); choose one of auto, baseline, avx2, avx512");
  EXPECT_NE(refusal("", cpu("", "")), "");
}

TEST(Dispatch, ACpuThatRunsNoneIsToldWhatItLacks) {
  EXPECT_NE(refusal("auto", {{&baseline, "sse4.2"}}).find("lacks sse4.2"), std::string::npos);
}

TEST(Dispatch, WhatAWiderKernelLacksHoldsWhatANarrowerLacks) {
  const auto known = kernels();
  ASSERT_EQ(known.size(), 3u);
  for (std::size_t i = 1; i < known.size(); ++i)
    EXPECT_EQ(known[i].missing.rfind(known[i - 1].missing, 0), 0u) << known[i].missing;
}

}  // namespace
}  // namespace farside::dispatch_test
