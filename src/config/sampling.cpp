// campaign.sampling: what its designs ask of the number of cases.
#include <fmt/format.h>

#include <algorithm>

#include "config/sections.h"

namespace farside {
namespace {

constexpr char method_key[] = "campaign.sampling.method", size_key[] = "campaign.sampling.size",
               replicates_key[] = "campaign.sampling.replicates", outer_key[] = "campaign.sampling.outer",
               cases_key[] = "campaign.cases";

class SamplingReader {
 public:
  explicit SamplingReader(Reading& r) : r_(r), c_(r.configuration) {}

  void settle() {
    for (const char* key : {method_key, size_key, replicates_key, outer_key, cases_key})
      if (r_.wrong[registry().index_of(key)]) return;
    const SamplingDesign design = c_.design();
    if (design.outer > 0) check_outer();
    if (design.method == SamplingMethod::random) return;
    if (c_.forces_faults())
      add({method_key}, fmt::format("'{}' can't be with campaign.strata: faults, whose interval is of random draws",
                                    c_.text(method_key)));
    if (design.method == SamplingMethod::latin_hypercube) settle_hypercube(design);
    std::uint64_t inputs = 0;
    for (const Dispersion& d : c_.dispersions) inputs += d.paths.size();
    if (design.method == SamplingMethod::sobol && inputs > sequence_inputs_max)
      add({method_key}, fmt::format("'sobol' has {} dimensions, and {} inputs are drawn; use latin_hypercube",
                                    sequence_inputs_max, inputs));
  }

 private:
  void add(const std::vector<std::string>& paths, const std::string& what) {
    for (const std::string& path : paths)
      if (r_.node(path)) return r_.problems.add(r_.place_of({path}), path, what);
    r_.problems.add({}, paths.front(), what);
  }

  void check_outer() {
    if (c_.forces_faults())
      add({outer_key}, "can't be with campaign.strata: faults; let them strike by chance, or leave it out");
    const bool any = std::any_of(c_.dispersions.begin(), c_.dispersions.end(),
                                 [](const Dispersion& d) { return d.epistemic && !d.once; });
    if (!any) add({outer_key}, "no input is epistemic (kind: epistemic), so that there is nothing to draw");
  }

  void settle_hypercube(const SamplingDesign& design) {
    const std::uint64_t cases = c_.count(cases_key);
    std::uint64_t each = design.replicates * design.size, least = each;
    if (design.size == 0) {
      each = design.replicates;
      least = cases - cases % each;
      std::uint64_t size = cases / each;
      while (size > 0 && size % 2 == 0) size /= 2;
      c_.values[registry().index_of(size_key)] = size;
    } else {
      while (2 * least <= cases) least *= 2;
    }
    if (cases == least && cases > 0) return;
    const std::uint64_t most = design.size == 0 ? least + each : 2 * least;
    const std::string nearest = least == 0 || least > cases ? fmt::format("{}", least == 0 ? most : least)
                                                            : fmt::format("{} or {}", least, most);
    const std::string what = design.size == 0
                                 ? fmt::format("{} replicates", each)
                                 : fmt::format("{} replicates of {} cases, doubled", design.replicates, design.size);
    add({cases_key, method_key},
        fmt::format("{} cases are no Latin hypercubes of {}; the nearest: {}", cases, what, nearest));
  }

  Reading& r_;
  Configuration& c_;
};

}  // namespace

void settle_sampling(Reading& reading) { SamplingReader(reading).settle(); }

}  // namespace farside
