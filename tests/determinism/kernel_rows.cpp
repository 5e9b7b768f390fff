// Flies a few landings with the kernels named and prints a hash of their rows: a program that needs no library and no
// file, so that an emulator of a CPU can start it (avx512_emulated.sh). usage: kernel_rows ISA...     baseline, avx2,
// avx512; a line "ISA HASH" each
#include <cstdint>
#include <cstdio>
#include <iterator>

#include "base/error.h"
#include "bench/workloads.h"
#include "engine/float_state.h"
#include "engine/kernel.h"

namespace farside {
namespace {

struct Campaign {
  bench::Workload workload;
  bench::Batch batch;
};

// From powered-descent initiation down to the ground.
Campaign descents() {
  Campaign campaign{bench::w1(), {}};
  for (const auto& sample : bench::w1_samples) campaign.batch.add(bench::w1_case(campaign.workload, sample));
  return campaign;
}

// The same by the models that a configuration has unless it says otherwise, down to rest.
Campaign landings() {
  Campaign campaign;
  for (const auto& sample : bench::w1_samples) {
    CaseParams<double> p = campaign.workload.nominal;
    p.start.descent.radial_m = sample[0];
    p.vehicle.engine.thrust_scale += sample[8];
    campaign.batch.add(p);
  }
  return campaign;
}

// Touchdowns. Not w2_case(): its inputs are computed by the C library, whose bits depend on the CPU.
Campaign touchdowns() {
  Campaign campaign{bench::w2(), {}};
  for (const auto& sample : bench::w2_samples) {
    CaseParams<double> p = campaign.workload.nominal;
    SiteStartParams<double>& start = p.start.touchdown;
    start.velocity_L.x = sample[0];
    start.velocity_L.y = sample[1];
    start.velocity_L.z = sample[2];
    start.tilt_east_rad = sample[4];
    start.tilt_north_rad = sample[5];
    start.rate_B.x = sample[7];
    start.rate_B.y = sample[8];
    start.rate_B.z = sample[9];
    start.height_m = 0.1;
    campaign.batch.add(p);
  }
  return campaign;
}

std::uint64_t fly(Campaign campaign, const Kernel& kernel, std::uint64_t hash) {
  campaign.workload.options.touchdown.time_max_s = 1.0;  // an emulator is slow
  const KernelSetup setup = campaign.workload.setup();
  kernel.run(setup, campaign.batch.block());
  const auto* bytes = reinterpret_cast<const unsigned char*>(campaign.batch.records.data());
  const std::size_t size = campaign.batch.records.size() * sizeof(LandingRecord);
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 1099511628211ULL;  // FNV-1a
  return hash;
}

}  // namespace
}  // namespace farside

int main(int count, char** names) {
  using namespace farside;
  try {
    for (int i = 1; i < count; ++i) {
      const Kernel& kernel = choose_kernel(names[i]);
      const FloatState state;
      std::uint64_t hash = 14695981039346656037ULL;
      for (const Campaign& campaign : {descents(), landings(), touchdowns()}) hash = fly(campaign, kernel, hash);
      std::printf("%s %016llx\n", kernel.isa, static_cast<unsigned long long>(hash));
    }
  } catch (const Error& e) {
    std::fprintf(stderr, "kernel_rows: %s\n", e.what());
    return static_cast<int>(e.code);
  }
  return 0;
}
