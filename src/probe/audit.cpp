#include "probe/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "config/keys/reads.h"
#include "config/resolved.h"
#include "engine/block.h"
#include "engine/campaign.h"
#include "engine/point_flights.h"
#include "engine/setup.h"
#include "engine/team.h"
#include "probe/asked.h"

namespace farside {
namespace {

// The rows of a campaign's first cases, as `run` has them.
struct Rows {
  std::vector<LandingRecord> records;
  std::vector<double> inputs;  // case after case
  std::size_t input_count = 0;
  bool faults = false;
};

Rows fly_rows(const Scenario& s, const AuditOptions& options) {
  const KernelSetup setup = make_setup(s);
  const Sampler sampler(s);
  const std::size_t count = options.cases, part = choose_block_cases(count, options.threads);
  Rows rows;
  rows.records.resize(count);
  rows.input_count = Block(s, setup, sampler, 1).input_count();
  rows.faults = !s.configuration.faults.empty();
  rows.inputs.resize(count * rows.input_count);
  in_parts(options.threads, count, part, [&] {
    return [&, block = Block(s, setup, sampler, part)](std::size_t first, std::size_t n) mutable {
      block.fly(*options.kernel, first, n, nullptr);
      std::copy_n(block.records(), n, &rows.records[first]);
      if (rows.input_count > 0)
        std::copy_n(block.inputs(), n * rows.input_count, &rows.inputs[first * rows.input_count]);
    };
  });
  return rows;
}

// The column of faults stands first behind the inputs: a code in one byte.
bool has_fault(const Rows& rows, std::size_t row, std::size_t inputs) {
  if (!rows.faults) return false;
  std::int8_t code = 0;
  std::memcpy(&code, &rows.inputs[row * rows.input_count + inputs], sizeof code);
  return code != 0;
}

Consumed consumed_of(const Rows& rows, std::size_t inputs) {
  Consumed consumed(inputs);
  for (std::size_t row = 0; row < rows.records.size(); ++row) {
    if (has_fault(rows, row, inputs)) continue;
    for (std::size_t i = 0; i < inputs; ++i) consumed[i].push_back(rows.inputs[row * rows.input_count + i]);
  }
  return consumed;
}

std::vector<JudgedCriterion> judged_criteria(const Rows& rows) {
  std::vector<JudgedCriterion> found(criterion_count);
  for (const LandingRecord& r : rows.records) {
    for (std::size_t c = 0; c < found.size(); ++c) {
      found[c].judged += std::isnan(r.margin[c]) ? 0 : 1;
      found[c].fired += r.margin[c] < 0.0 ? 1 : 0;
    }
  }
  return found;
}

// Is each value one of the column's? A value went to SI and back.
bool among_rows(const CloudTable& cloud, std::size_t column, const std::vector<double>& values) {
  std::vector<double> rows;
  for (std::uint64_t i = 0; i < cloud.rows; ++i) rows.push_back(cloud.row(i)[column]);
  std::sort(rows.begin(), rows.end());
  return std::all_of(values.begin(), values.end(), [&](double x) {
    const double near = 1e-14 * std::fabs(x);
    const auto at = std::lower_bound(rows.begin(), rows.end(), x - near);
    return at != rows.end() && *at <= x + near;
  });
}

bool looks_for_hazards(const Scenario& s) { return s.options.gnc.avoidance.mode != AvoidanceMode::none; }

// A requirement on an event that nothing judges, or on a column without a value, is met or failed whatever flies.
bool is_dead(const Requirement& q, const Scenario& s, const Rows& rows, const std::vector<JudgedCriterion>& found,
             const Schema& schema) {
  for (std::size_t c = 0; c < found.size(); ++c) {
    if (q.event == criteria[c].name) return found[c].judged == 0;
  }
  if (q.event == "no_safe_site" || q.event == "unreachable_site") return !looks_for_hazards(s);
  const ColumnInfo* column = q.quantity.empty() ? nullptr : schema.find(q.quantity);
  if (!column || column->offset >= sizeof(LandingRecord)) return false;  // an event of every case, or an input
  return std::all_of(rows.records.begin(), rows.records.end(), [&](const LandingRecord& r) {
    return std::isnan(value_at(*column, reinterpret_cast<const std::byte*>(&r)));
  });
}

// Moves inputs alone, one sigma either way, until a bit of the result changes.
class Mover {
 public:
  Mover(const Scenario& s, const AuditOptions& options)
      : s_(s), options_(options), space_(s, 0), given_(s.cloud.columns.size()), alive_(s.inputs.size(), false) {
    for (std::size_t i = 0; i < given_; ++i) spreads_.push_back(spread_of(i));
  }

  // From the middle case, then from draws of the campaign, in which what is rarely read may be. Returns which inputs
  // nothing was seen of.
  std::vector<std::size_t> find_dead() {
    try_at(space_, 0, space_.middle());
    for (std::uint64_t number = 0; number < draws_tried(); ++number) {
      const InputSpace space(s_, number);
      try_at(space, number, space.drawn());
    }
    std::vector<std::size_t> dead;
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      if (!alive_[i] && can_move(i)) dead.push_back(i);
    }
    return dead;
  }
  std::uint64_t draws_tried() const { return std::min<std::uint64_t>(8, options_.cases); }

 private:
  double spread_of(std::size_t column) const {
    const auto n = static_cast<double>(s_.cloud.rows);
    double mean = 0.0, squares = 0.0;
    for (std::uint64_t i = 0; i < s_.cloud.rows; ++i) mean += s_.cloud.row(i)[column] / n;
    for (std::uint64_t i = 0; i < s_.cloud.rows; ++i)
      squares += (s_.cloud.row(i)[column] - mean) * (s_.cloud.row(i)[column] - mean) / n;
    return std::sqrt(squares) * s_.dispersed_factors[column];
  }

  bool can_move(std::size_t input) const {
    if (input < given_) return spreads_[input] > 0.0;
    return length_of(space_.alone(input - given_)) > 0.0;
  }

  // One sigma to a side; more where that gives the same value, as of a list of values.
  CaseParams<double> moved_params(const InputSpace& space, const Coordinates& z, std::size_t input, double side) const {
    const std::int32_t slot = s_.dispersed_slots[input];
    CaseParams<double> p = space.params(z);
    double& value = reinterpret_cast<double*>(&p)[slot];
    if (input < given_) {
      value += side * spreads_[input];
      return p;
    }
    const double before = value;
    constexpr double farthest = 5.0;
    for (double times = side; value == before && std::fabs(times) <= farthest; times += side) {
      Coordinates off = moved(z, space.alone(input - given_), times);
      if (std::isnan(off[input - given_])) off[input - given_] = times;
      p = space.params(off);
    }
    return p;
  }

  void try_at(const InputSpace& space, std::uint64_t number, const Coordinates& z) {
    std::vector<std::size_t> tried;
    std::vector<CaseParams<double>> points{space.params(z)};
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      if (alive_[i] || !can_move(i)) continue;
      for (const double side : {-1.0, 1.0}) {
        tried.push_back(i);
        points.push_back(moved_params(space, z, i, side));
      }
    }
    if (tried.empty()) return;
    const std::uint64_t draw = Sampler(s_).planned(number).draw;
    const std::vector<LandingRecord> records = PointFlights(s_, draw, *options_.kernel, options_.threads).fly(points);
    const auto flown = [](const LandingRecord& r) {
      return r.first_cause != static_cast<std::int8_t>(Cause::invalid_draw);
    };
    for (std::size_t k = 0; k < tried.size(); ++k) {
      const LandingRecord& r = records[k + 1];
      if (flown(r) && flown(records[0]) && std::memcmp(&r, &records[0], sizeof r) != 0) alive_[tried[k]] = true;
    }
  }

  const Scenario& s_;
  const AuditOptions& options_;
  InputSpace space_;
  std::size_t given_;            // inputs that a file gives, which are the first
  std::vector<double> spreads_;  // of these, SI
  std::vector<bool> alive_;
};

std::vector<DeadInput> dead_inputs(const Scenario& s, const AuditOptions& options) {
  Mover mover(s, options);
  const std::vector<UnreadInput> unread = unread_inputs(s.configuration);
  std::vector<DeadInput> dead;
  for (const std::size_t i : mover.find_dead()) {
    const std::string& path = s.inputs[i].path;
    DeadInput one{path, fmt::format("changed nothing about the middle case and {} draws", mover.draws_tried()), false};
    for (const UnreadInput& u : unread) {
      if (u.path == path) one.why = u.what;
    }
    for (const Dispersion& d : s.configuration.dispersions)
      one.included = one.included || (d.included && std::count(d.paths.begin(), d.paths.end(), path) > 0);
    dead.push_back(one);
  }
  return dead;
}

// The values that are draws: one, where it is drawn once, if all cases have it.
std::vector<double> drawn(const Dispersion& d, const std::vector<double>& values) {
  const bool one = d.once && !values.empty() &&
                   std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
  return one ? std::vector<double>(values.begin(), values.begin() + 1) : values;
}

// The inputs of copulas, pair by pair, where both have a density.
void test_copulas(const Scenario& s, const Consumed& consumed, std::vector<FitTest>& tests) {
  struct Member {
    const Dispersion* dispersion;
    const std::vector<double>* values;
  };
  const auto member = [&](const std::string& path) {
    for (const Dispersion& d : s.configuration.dispersions) {
      if (d.paths.front() != path) continue;
      const auto at =
          std::find_if(s.inputs.begin(), s.inputs.end(), [&](const InputInfo& i) { return i.path == path; });
      return Member{&d, &consumed[static_cast<std::size_t>(at - s.inputs.begin())]};
    }
    throw InternalError("a copula of an input that isn't drawn: " + path);
  };
  const auto has_steps = [](const Dispersion& d) {
    return d.kind == Distribution::discrete || d.kind == Distribution::empirical;
  };
  for (const Copula& copula : s.configuration.copulas) {
    for (std::size_t i = 0; i < copula.paths.size(); ++i) {
      const Member a = member(copula.paths[i]);
      for (std::size_t j = 0; j < i; ++j) {
        const Member b = member(copula.paths[j]);
        if (has_steps(*a.dispersion) || has_steps(*b.dispersion) || a.dispersion->once) continue;
        const double r = copula.correlation[i * copula.paths.size() + j];
        const double p = asked_copula_p(*a.dispersion, *b.dispersion, r, copula.of_ranks, *a.values, *b.values);
        tests.push_back({copula.paths[j] + " with " + copula.paths[i], "its copula", p, false});
      }
    }
  }
}

}  // namespace

std::vector<FitTest> test_fits(const Scenario& s, const Consumed& consumed) {
  std::vector<FitTest> tests;
  std::size_t first = 0;
  for (; first < s.cloud.columns.size(); ++first) {
    tests.push_back({s.inputs[first].path, "the values of " + s.configuration.cloud.path,
                     among_rows(s.cloud, first, consumed[first]) ? 1.0 : 0.0, false});
  }
  for (const Dispersion& d : s.configuration.dispersions) {
    for (std::size_t i = 0; i < d.paths.size(); ++i) {
      tests.push_back({d.paths[i], distribution_text(d), asked_p(d, i, drawn(d, consumed[first + i])), false});
      for (std::size_t j = 0; j < i && !d.once; ++j) {
        const double p = asked_correlation_p(d, i, j, consumed[first + i], consumed[first + j]);
        tests.push_back({d.paths[j] + " with " + d.paths[i], "its correlation", p, false});
      }
    }
    first += d.paths.size();
  }
  test_copulas(s, consumed, tests);
  for (FitTest& test : tests) test.off = test.p < audit_risk / static_cast<double>(tests.size());
  return tests;
}

bool Audit::finds() const {
  return !dead_requirements.empty() ||
         std::any_of(fits.begin(), fits.end(), [](const FitTest& test) { return test.off; }) ||
         std::any_of(dead.begin(), dead.end(), [](const DeadInput& input) { return !input.included; });
}

Audit audit_campaign(const Scenario& s, const AuditOptions& options, const Consumed* others) {
  const Rows rows = fly_rows(s, options);
  const Consumed consumed = others ? *others : consumed_of(rows, s.inputs.size());
  Audit audit;
  audit.cases = rows.records.size();
  audit.used = consumed.empty() ? 0 : consumed.front().size();
  audit.fits = test_fits(s, consumed);
  audit.dead = dead_inputs(s, options);
  audit.criteria = judged_criteria(rows);
  const Schema schema = schema_of(s.configuration);
  for (const Requirement& q : s.requirements) {
    if (is_dead(q, s, rows, audit.criteria, schema)) audit.dead_requirements.push_back(q.name);
  }
  return audit;
}

}  // namespace farside
