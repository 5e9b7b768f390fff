#include "engine/dispatch.h"

#include <cpuid.h>

#include <utility>

#include "base/error.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

using Features = std::vector<std::pair<const char*, bool>>;  // name, present

// CPU features that __builtin_cpu_supports of some compilers doesn't know.
bool has_bit(unsigned leaf, unsigned ecx_bit) {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(leaf, &eax, &ebx, &ecx, &edx) != 0 && (ecx >> ecx_bit & 1U) != 0;
}

// The CPU features of -march=x86-64-v2 and higher (x86-64 psABI, table 3.1). Those of AVX include the operating
// system's support.
Features features_v2() {
  return {{"sse3", __builtin_cpu_supports("sse3")},
          {"ssse3", __builtin_cpu_supports("ssse3")},
          {"sse4.1", __builtin_cpu_supports("sse4.1")},
          {"sse4.2", __builtin_cpu_supports("sse4.2")},
          {"popcnt", __builtin_cpu_supports("popcnt")},
          {"cmpxchg16b", has_bit(1, 13)},
          {"lahf", has_bit(0x80000001, 0)}};
}
Features features_v3() {
  return {{"avx", __builtin_cpu_supports("avx")},   {"avx2", __builtin_cpu_supports("avx2")},
          {"fma", __builtin_cpu_supports("fma")},   {"bmi", __builtin_cpu_supports("bmi")},
          {"bmi2", __builtin_cpu_supports("bmi2")}, {"f16c", has_bit(1, 29)},
          {"lzcnt", has_bit(0x80000001, 5)},        {"movbe", has_bit(1, 22)}};
}
Features features_v4() {
  return {{"avx512f", __builtin_cpu_supports("avx512f")},
          {"avx512bw", __builtin_cpu_supports("avx512bw")},
          {"avx512cd", __builtin_cpu_supports("avx512cd")},
          {"avx512dq", __builtin_cpu_supports("avx512dq")},
          {"avx512vl", __builtin_cpu_supports("avx512vl")}};
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

}  // namespace

std::vector<KernelStatus> kernels() {
  std::vector<std::string> missing;  // each level includes those before it
  std::vector<KernelStatus> found;
  const auto add = [&](const Kernel& kernel, const Features& needs) {
    for (const auto& [name, present] : needs) {
      if (!present) missing.emplace_back(name);
    }
    found.push_back({&kernel, joined(missing)});
  };
  add(kernel_v2(), features_v2());
  add(kernel_v3(), features_v3());
  add(kernel_v4(), features_v4());
  return found;
}

const Kernel& choose_kernel(const std::string& isa, const std::vector<KernelStatus>& known) {
  std::vector<std::string> names{"auto"}, running;
  const Kernel* best = nullptr;
  for (const KernelStatus& k : known) {
    names.emplace_back(k.kernel->isa);
    if (!k.runs()) continue;
    best = k.kernel;
    running.emplace_back(k.kernel->isa);
  }
  if (best == nullptr)
    throw UsageError("this CPU lacks " + known.front().missing + "; farside needs an x86-64-v2 CPU (2009) or newer");
  if (isa == "auto") return *best;
  for (const KernelStatus& k : known) {
    if (isa != k.kernel->isa) continue;
    if (k.runs()) return *k.kernel;
    throw UsageError("--isa " + isa + ": this CPU lacks " + k.missing + "; choose auto or one of " + joined(running) +
                     ": the rows are the same");
  }
  throw UsageError("--isa " + isa + ": unknown instruction set" + did_you_mean(nearest_word(isa, names)) +
                   "; choose one of " + joined(names));
}

const Kernel& choose_kernel(const char* isa) { return choose_kernel(isa, kernels()); }

}  // namespace farside
