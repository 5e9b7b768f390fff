#pragma once
// Propellant that sloshes (M4): in each tank a pendulum, or the first mode of a cylinder, for small displacements.
// Across the thrust, with d the displacement of a mass m at z above the CG, a and b the acceleration of the CG's place
// in the hull and the angular acceleration that moves it across (b = alpha_y along x, -alpha_x along y):
//   d'' + 2 zeta w d' + w^2 d = -(a + b z),  w^2 = (thrust over mass) / L
//   M a = F - sum m d'',  J b = torque - sum m z d'' + (thrust over mass) sum m d
// M and J are those of the vehicle with its propellant at rest. Both planes are solved alike, and by themselves.
#include "lanes/lane_struct.h"
#include "lanes/math.h"
#include "vehicle/vehicle_options.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double first_mode = 1.8411837813406593;  // least positive root of J1'

// Pendulum of the first mode of a cylinder filled to a depth, and its share of the liquid's mass (Abramson 1966, NASA
// SP-106). Radius and depth above 0.
template <class Real>
struct SloshPendulum {
  Real length_m, mass_frac;
};
template <class Real>
SloshPendulum<Real> cylinder_pendulum(const Real& radius_m, const Real& depth_m) {
  const Real x = Real(first_mode) * (depth_m / radius_m), e = exp(Real(-2.0) * x);
  const Real tanh = (Real(1.0) - e) / (Real(1.0) + e);
  return {radius_m / (Real(first_mode) * tanh), (Real(2.0) * tanh) / (x * Real(first_mode * first_mode - 1.0))};
}

// What acts across the thrust if nothing sloshed, averages over a step; x and y of the body.
template <class Real>
struct SloshDrive {
  Real axial_m_s2;  // thrust over mass, along body z
  Real a_x_m_s2, a_y_m_s2, b_x_rad_s2, b_y_rad_s2;
  Real mass_kg, propellant_kg, cg_z_m;
  Real per_mass, per_inertia_x, per_inertia_y;  // of the motion along x: inertia about y
};

template <class Real>
struct SloshPush {
  Vec3<Real> a_B, turn_B;  // what sloshing adds to the accelerations, averages over the step
};

template <class Real>
class Slosh {
 public:
  Slosh(SloshModel model, int tanks) : model_(model), tanks_(model == SloshModel::none ? 0 : tanks) {}
  bool some() const { return tanks_ > 0; }

  void start(int lane, const SloshParams<double>& p);
  SloshPush<Real> step(const SloshDrive<Real>& drive, double step_s);
  // Largest displacement so far.
  const Real& largest_m() const { return largest_m_; }
  Real x_m(int tank) const { return x_.tank[tank].d_m; }

 private:
  struct Tank {
    Real d_m, v_m_s;
  };
  struct Plane {
    Tank tank[slosh_tanks_max];
  };
  struct Constants {  // of a step
    Real mass_kg[slosh_tanks_max], z_m[slosh_tanks_max], w2_1_s2[slosh_tanks_max], damping_1_s[slosh_tanks_max];
    Real sum_kg, sum_kg_m, sum_kg_m2;
  };
  struct Accelerations {
    Real a, b;
  };
  Accelerations rates(const Constants& c, const SloshDrive<Real>& drive, const Real& a, const Real& b,
                      const Real& per_inertia, const Plane& s, Plane& rate) const;
  Accelerations step_plane(const Constants& c, const SloshDrive<Real>& drive, const Real& a, const Real& b,
                           const Real& per_inertia, double h, Plane& s);

  SloshModel model_;
  int tanks_;
  // a case a lane
  SloshParams<Real> p_;
  Plane x_{}, y_{};
  Real largest_m_ = Real(0.0);
};

template <class Real>
void Slosh<Real>::start(int i, const SloshParams<double>& p) {
  put_lane(p_, i, p);
  set_lane(largest_m_, i, 0.0);
  for (int k = 0; k < tanks_; ++k) {
    const SloshTankParams<double>& t = slosh_tank(p, k);
    set_lane(x_.tank[k].d_m, i, t.start_x_m), set_lane(x_.tank[k].v_m_s, i, 0.0);
    set_lane(y_.tank[k].d_m, i, t.start_y_m), set_lane(y_.tank[k].v_m_s, i, 0.0);
  }
}

// The two equations of the hull, with d'' put in, are linear in a and b.
template <class Real>
typename Slosh<Real>::Accelerations Slosh<Real>::rates(const Constants& c, const SloshDrive<Real>& drive, const Real& a,
                                                       const Real& b, const Real& per_inertia, const Plane& s,
                                                       Plane& rate) const {
  const Real one(1.0);
  Real force = Real(0.0), torque = force;
  for (int k = 0; k < tanks_; ++k) {
    const Tank& t = s.tank[k];
    const Real spring = fma(c.damping_1_s[k], t.v_m_s, c.w2_1_s2[k] * t.d_m);
    rate.tank[k].d_m = t.v_m_s;
    rate.tank[k].v_m_s = spring;
    force = fma(c.mass_kg[k], spring, force);
    torque = fma(c.mass_kg[k], fma(c.z_m[k], spring, drive.axial_m_s2 * t.d_m), torque);
  }
  const Real right_a = fma(drive.per_mass, force, a), right_b = fma(per_inertia, torque, b);
  const Real aa = fnma(drive.per_mass, c.sum_kg, one), ab = -(drive.per_mass * c.sum_kg_m);
  const Real ba = -(per_inertia * c.sum_kg_m), bb = fnma(per_inertia, c.sum_kg_m2, one);
  const Real per = one / fma(aa, bb, -(ab * ba));
  const Accelerations hull{per * fma(bb, right_a, -(ab * right_b)), per * fma(aa, right_b, -(ba * right_a))};
  for (int k = 0; k < tanks_; ++k) rate.tank[k].v_m_s = -(fma(hull.b, c.z_m[k], hull.a) + rate.tank[k].v_m_s);
  return hull;
}

// Runge-Kutta 4; what it adds to the hull's accelerations is their average by the same weights. A mass that comes to
// its wall stays there.
template <class Real>
typename Slosh<Real>::Accelerations Slosh<Real>::step_plane(const Constants& c, const SloshDrive<Real>& drive,
                                                            const Real& a, const Real& b, const Real& per_inertia,
                                                            double h, Plane& s) {
  Plane stage = s, rate[4];
  Accelerations hull[4];
  const double ways[] = {0.5 * h, 0.5 * h, h};
  for (int i = 0; i < 4; ++i) {
    hull[i] = rates(c, drive, a, b, per_inertia, stage, rate[i]);
    for (int k = 0; i < 3 && k < tanks_; ++k) {
      stage.tank[k].d_m = fma(Real(ways[i]), rate[i].tank[k].d_m, s.tank[k].d_m);
      stage.tank[k].v_m_s = fma(Real(ways[i]), rate[i].tank[k].v_m_s, s.tank[k].v_m_s);
    }
  }
  const auto mean = [](const Real& r1, const Real& r2, const Real& r3, const Real& r4) {
    return Real(1.0 / 6.0) * (fma(Real(2.0), r2 + r3, r1) + r4);
  };
  for (int k = 0; k < tanks_; ++k) {
    Tank& t = s.tank[k];
    const auto slope = [&](Real Tank::*of) {
      return mean(rate[0].tank[k].*of, rate[1].tank[k].*of, rate[2].tank[k].*of, rate[3].tank[k].*of);
    };
    const Real d = fma(Real(h), slope(&Tank::d_m), t.d_m), v = fma(Real(h), slope(&Tank::v_m_s), t.v_m_s);
    const Real& most = slosh_tank(p_, k).wall_m;
    const MaskOf<Real> stops = abs(d) > most;
    t.d_m = clamp(d, -most, most);
    t.v_m_s = select(stops, Real(0.0), v);
  }
  return {mean(hull[0].a, hull[1].a, hull[2].a, hull[3].a) - a, mean(hull[0].b, hull[1].b, hull[2].b, hull[3].b) - b};
}

template <class Real>
[[gnu::noinline]] SloshPush<Real> Slosh<Real>::step(const SloshDrive<Real>& drive, double step_s) {
  const Real zero(0.0);
  Constants c;
  c.sum_kg = c.sum_kg_m = c.sum_kg_m2 = zero;
  for (int k = 0; k < tanks_; ++k) {
    const SloshTankParams<Real>& t = slosh_tank(p_, k);
    const Real liquid_kg = t.propellant_frac * drive.propellant_kg;
    SloshPendulum<Real> pendulum{t.length_m, t.mass_frac};
    if (model_ == SloshModel::cylinder) {
      const Real depth_m = max(liquid_kg / (t.density_kg_m3 * Real(3.141592653589793) * (t.radius_m * t.radius_m)),
                               Real(1e-3) * t.radius_m);
      pendulum = cylinder_pendulum(t.radius_m, depth_m);
    }
    const Real w2 = max(drive.axial_m_s2, zero) / pendulum.length_m;
    c.mass_kg[k] = pendulum.mass_frac * liquid_kg;
    c.z_m[k] = t.z_m - drive.cg_z_m;
    c.w2_1_s2[k] = w2;
    c.damping_1_s[k] = (Real(2.0) * t.damping) * sqrt(w2);
    c.sum_kg = c.sum_kg + c.mass_kg[k];
    const Real moment = c.mass_kg[k] * c.z_m[k];
    c.sum_kg_m = c.sum_kg_m + moment;
    c.sum_kg_m2 = fma(moment, c.z_m[k], c.sum_kg_m2);
  }
  const Accelerations x = step_plane(c, drive, drive.a_x_m_s2, drive.b_x_rad_s2, drive.per_inertia_x, step_s, x_);
  const Accelerations y = step_plane(c, drive, drive.a_y_m_s2, drive.b_y_rad_s2, drive.per_inertia_y, step_s, y_);
  for (int k = 0; k < tanks_; ++k) {
    const Real &dx = x_.tank[k].d_m, &dy = y_.tank[k].d_m;
    largest_m_ = max(largest_m_, sqrt(fma(dx, dx, dy * dy)));
  }
  return {{x.a, y.a, zero}, {-y.b, x.b, zero}};
}

}  // namespace farside::inline FARSIDE_ISA
