// campaign.sampling: what its designs ask of the number of cases.
#include <fmt/format.h>

#include <algorithm>

#include "config/keys/reads.h"
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
    if (design.method == SamplingMethod::saltelli) settle_saltelli(design);
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

  void settle_saltelli(const SamplingDesign& design) {
    c_.mixed = groups();
    // what nothing reads needs no flights; where something else is wrong, it isn't known what is read
    if (r_.problems.count() == 0) {
      const CampaignOptions options = options_of(c_);
      const auto is_unread = [&](const std::string& path) { return use_of(path, options).use == Use::never; };
      std::erase_if(c_.mixed, [&](const auto& paths) { return std::all_of(paths.begin(), paths.end(), is_unread); });
    }
    if (c_.mixed.empty())
      add({method_key},
          "'saltelli' tells inputs apart, and none is dispersed that is read and differs from case to case");
    if (design.outer > 0) add({outer_key}, "can't be with campaign.sampling.method: saltelli; leave it out");
    if (!c_.cloud.path.empty())
      add({method_key}, "'saltelli' draws every input twice, and start.from_file has a row a case");
  }

  // Inputs that differ from case to case, those together that are of one distribution or joined by copulas.
  std::vector<std::vector<std::string>> groups() const {
    std::vector<std::vector<std::string>> found;
    for (const Dispersion& d : c_.dispersions)
      if (d.kind != Distribution::constant && !d.once) found.push_back(d.paths);
    const auto group_of = [&](const std::string& path) {
      return std::find_if(found.begin(), found.end(), [&](const auto& paths) {
        return std::find(paths.begin(), paths.end(), path) != paths.end();
      });
    };
    for (const Copula& copula : c_.copulas) {
      auto joined = found.end();
      for (const std::string& path : copula.paths) {
        auto other = group_of(path);
        if (joined == found.end()) joined = other;
        if (other == found.end() || other == joined) continue;
        if (other < joined) std::swap(other, joined);
        joined->insert(joined->end(), other->begin(), other->end());
        found.erase(other);
      }
    }
    return found;
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
