#pragma once
// Gravity that no model on board knows of: what mass concentrations smaller than the field's degree add to it, as a
// first-order Gauss-Markov process of the way flown, each axis for itself (M2). Drawn by name and case.
#include "moon/gravity_params.h"
#include "random/draws.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
class UnknownGravity {
 public:
  using Mask = MaskOf<Real>;
  // Begins anywhere in its spread.
  void start(int lane, const GravityErrorParams<double>& p, std::uint64_t seed, std::uint64_t case_number) {
    seed_ = seed;
    put_lane(p_, lane, p);
    set_lane(case_, lane, case_number);
    const Draws<double> d{seed, case_number, 0};
    put_lane(now_I_, lane, p.sd_m_s2 * d.three_normals(stream("moon.gravity_error.start")));
    some_ = some_ || p.sd_m_s2 > 0.0;
  }
  bool some() const { return some_; }
  const Vec3<Real>& now_I() const { return now_I_; }
  // After `way_m` from where it was.
  void renew(const Real& time_s, const Real& way_m) {
    const Draws<Real> d{seed_, case_, tick_of(time_s)};
    const Real left = exp(-way_m / p_.length_m);
    const Real added = p_.sd_m_s2 * sqrt(max(fnma(left, left, Real(1.0)), Real(0.0)));
    now_I_ = axpy(added, d.three_normals(stream("moon.gravity_error")), left * now_I_);
  }

 private:
  std::uint64_t seed_ = 0;
  bool some_ = false;
  GravityErrorParams<Real> p_;
  WordsOf<Real> case_;
  Vec3<Real> now_I_;
};

}  // namespace farside::inline FARSIDE_ISA
