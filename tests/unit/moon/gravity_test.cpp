#include "moon/gravity.h"

#include <gtest/gtest.h>
#include <cmath>

namespace farside::gravity_test {
namespace {

// Central differences, at 40 digits, of the explicitly summed potential; GGGRX_1200L coefficients, principal-axis frame
// (mpmath; pyshtools agrees to 3.2e-15). Positions in km, accelerations in m/s^2.
struct Expected {
  int degree;
  double x_km, y_km, z_km, ax, ay, az;
};
constexpr Expected field_answers[] = {
    {0, -1213.7433434385297, 50.892139450133272, -1233.7850085411346, 1.14637349329516, -0.0480673282355004,
     1.16530272883686},
    {2, -1213.7433434385297, 50.892139450133272, -1233.7850085411346, 1.14586680419936, -0.0480590892599704,
     1.16566112919715},
    {8, -1213.7433434385297, 50.892139450133272, -1233.7850085411346, 1.14525133944029, -0.0473679859178342,
     1.16514865952475},
    {0, -1224.2581950684037, 51.333026148575635, -1244.4734843034158, 1.12676621918695, -0.0472451971535494,
     1.14537169400661},
    {2, -1224.2581950684037, 51.333026148575635, -1244.4734843034158, 1.12627671442243, -0.0472372376023964,
     1.14571793923948},
    {8, -1224.2581950684037, 51.333026148575635, -1244.4734843034158, 1.12568682203468, -0.0465850724475812,
     1.14522998914715},
    {0, 1788.0, 0.0, 0.0, -1.53358961616056, 0.0, 0.0},
    {2, 1788.0, 0.0, 0.0, -1.53432320761368, 3.52356049943904e-10, -3.849945363319e-8},
    {8, 1788.0, 0.0, 0.0, -1.53391913675319, 0.000141448903586588, 0.000119887934861832},
    {0, 3.2079151651655778e-6, 0.0, 1838.0, -2.5329728904545e-9, 0.0, -1.45128656244096},
    {2, 3.2079151651655778e-6, 0.0, 1838.0, -3.70079493985235e-8, -1.3065776721866e-9, -1.45049546874893},
    {8, 3.2079151651655778e-6, 0.0, 1838.0, 0.000305749030869475, -1.81248225137474e-5, -1.45085613299398},
    {0, 1082.5317547305483, -1875.0, 1250.0, -0.339675956415742, 0.588336014621616, -0.392224009747744},
    {2, 1082.5317547305483, -1875.0, 1250.0, -0.339620729141531, 0.588316725354233, -0.392301258984211},
    {8, 1082.5317547305483, -1875.0, 1250.0, -0.339586440952182, 0.588310727271289, -0.392264891789137},
};

Vec3<double> position_of(const Expected& row) { return {1000.0 * row.x_km, 1000.0 * row.y_km, 1000.0 * row.z_km}; }

TEST(Gravity, FieldAgreesWithExplicitSumsOfThePotential) {
  const GravityParams<double> params;
  const double tolerance =
      1e-11;  // m/s^2: the answers carry 15 digits of 1.6 m/s^2 and positions 17 digits, so 1e-14 is their own
  for (const Expected& row : field_answers) {
    const Vec3<double> p = position_of(row);
    const Vec3<double> a = row.degree == 0 ? point_mass_gravity(p, params) : harmonic_gravity(row.degree, p, params);
    EXPECT_NEAR(a.x, row.ax, tolerance) << "degree " << row.degree << " at x " << row.x_km;
    EXPECT_NEAR(a.y, row.ay, tolerance) << "degree " << row.degree << " at x " << row.x_km;
    EXPECT_NEAR(a.z, row.az, tolerance) << "degree " << row.degree << " at x " << row.x_km;
  }
}

// Potential of one degree n alone, from normalised Legendre functions by the textbook sum: an independent way to the
// same field.
double potential_of_degree(int n, const Vec3<double>& p, const GravityParams<double>& params) {
  const double r = norm(p), latitude_sine = p.z / r, longitude = std::atan2(p.y, p.x);
  double sum = 0.0;
  for (int m = 0; m <= n; ++m) {
    // std::assoc_legendre has no Condon-Shortley phase (C++ standard, 17.7.2); normalisation written out with
    // factorials
    const double factor =
        std::sqrt((m == 0 ? 1.0 : 2.0) * (2 * n + 1) * std::tgamma(n - m + 1) / std::tgamma(n + m + 1));
    const HarmonicCoefficient& k = gravity_field[n][m];
    sum += factor * std::assoc_legendre(static_cast<unsigned>(n), static_cast<unsigned>(m), latitude_sine) *
           (k.c * std::cos(m * longitude) + k.s * std::sin(m * longitude));
  }
  return params.gm_m3_s2 / r * std::pow(params.reference_radius_m / r, n) * sum;
}

TEST(Gravity, EveryDegreeIsTheGradientOfItsPotential) {
  const GravityParams<double> params;
  const Vec3<double> p{-1.21e6, 0.35e6, -1.23e6};
  const double h = 500.0;
  for (int degree = 2; degree <= field_degree_max; ++degree) {
    auto potential = [&](double dx, double dy, double dz) {
      double sum = 0.0;
      for (int n = 2; n <= degree; ++n) sum += potential_of_degree(n, {p.x + dx, p.y + dy, p.z + dz}, params);
      return sum;
    };
    // fourth-order differences: truncation h^4 (n/r)^4 a / 30 < 1e-15; rounding of a potential of 400 m^2/s^2, 3e-13 /
    // h < 1e-15; with the sum's own rounding some 1e-14 of 1e-3 m/s^2
    const double tolerance = 1e-13;
    auto slope = [&](double x, double y, double z) {
      return (8.0 * (potential(x, y, z) - potential(-x, -y, -z)) -
              (potential(2 * x, 2 * y, 2 * z) - potential(-2 * x, -2 * y, -2 * z))) /
             (12.0 * h);
    };
    const Vec3<double> a = harmonic_perturbation(degree, p, params);
    EXPECT_NEAR(a.x, slope(h, 0, 0), tolerance) << degree;
    EXPECT_NEAR(a.y, slope(0, h, 0), tolerance) << degree;
    EXPECT_NEAR(a.z, slope(0, 0, h), tolerance) << degree;
  }
}

TEST(Gravity, FieldIsPointMassPlusPerturbation) {
  const GravityParams<double> params;
  for (const Expected& row : field_answers) {
    if (row.degree == 0) continue;
    const Vec3<double> p = position_of(row);
    const Vec3<double> a = harmonic_gravity(row.degree, p, params);
    const Vec3<double> b = point_mass_gravity(p, params) + harmonic_perturbation(row.degree, p, params);
    // both round a few times at 1.6 m/s^2, where half a unit in the last place is 1.1e-16
    EXPECT_NEAR(a.x, b.x, 1e-15);
    EXPECT_NEAR(a.y, b.y, 1e-15);
    EXPECT_NEAR(a.z, b.z, 1e-15);
  }
}

TEST(Gravity, J2EqualsItsFormulaInLongDouble) {
  GravityParams<double> params;
  params.gm_m3_s2 = 4.9028e12;
  params.j2 = 2.0323e-4;
  for (const Expected& row : field_answers) {
    const Vec3<double> p = position_of(row);
    const long double x = p.x, y = p.y, z = p.z, r2 = x * x + y * y + z * z;
    const long double k = static_cast<long double>(params.gm_m3_s2) / (r2 * std::sqrt(r2));
    const long double c = 1.5L * params.j2 * params.reference_radius_m * params.reference_radius_m / r2,
                      s = 5.0L * z * z / r2;
    const Vec3<double> a = j2_gravity(p, params);
    const double tolerance = 1e-15;  // relative: four roundings at 1.1e-16 and the halves of two more
    EXPECT_NEAR(a.x, static_cast<double>(-k * (1 + c * (1 - s)) * x), tolerance * std::abs(a.x));
    EXPECT_NEAR(a.y, static_cast<double>(-k * (1 + c * (1 - s)) * y), tolerance * std::abs(a.y));
    EXPECT_NEAR(a.z, static_cast<double>(-k * (1 + c * (3 - s)) * z), tolerance * std::abs(a.z));
  }
}

TEST(Gravity, DefaultJ2IsTheFieldsZonalTerm) {
  // the default is written with 14 digits: half of the last
  EXPECT_NEAR(GravityParams<double>{}.j2, -denormalisation(2, 0) * gravity_field[2][0].c, 5e-18);
}

TEST(Gravity, UniformPullsAgainstUp) {
  GravityParams<double> params;
  params.g_m_s2 = 1.5;
  const Vec3<double> a = uniform_gravity({0.0, 0.6, -0.8}, params);
  EXPECT_EQ(a.x, 0.0);
  EXPECT_EQ(a.y, -1.5 * 0.6);
  EXPECT_EQ(a.z, 1.5 * 0.8);
}

TEST(Gravity, MeanEarthPositionsAreTurnedIntoPrincipalAxesAndBack) {
  const GravityParams<double> params;
  const Vec3<double> p_M{-1213743.3434385297, 50892.139450133272, -1233785.0085411346};
  const Vec3<double> a_M = point_mass_gravity(p_M, params) + harmonic_perturbation_M(8, p_M, params);
  const Vec3<double> a_A = harmonic_gravity(8, principal_from_mean_earth(p_M), params);
  const Vec3<double> b_M = mean_earth_from_principal<double>() * a_A;
  EXPECT_LT(norm(a_M - b_M), 2e-15);  // a few roundings at 1.6 m/s^2
  EXPECT_NEAR(norm(a_M - harmonic_gravity(8, p_M, params)), 6.2e-7,
              5e-9);  // what taking one frame for the other costs here
}

TEST(Gravity, DegreeOutsideTheTableIsTheNearest) {
  const GravityParams<double> params;
  const Vec3<double> p{1.2e6, 0.3e6, -1.3e6};
  EXPECT_EQ(harmonic_perturbation(20, p, params).x, harmonic_perturbation(8, p, params).x);
  EXPECT_EQ(harmonic_perturbation(-1, p, params).x, harmonic_perturbation(2, p, params).x);
}

TEST(Gravity, LanesGiveTheBitsOfDouble) {
  const int rows = static_cast<int>(std::size(field_answers));
  for (int first = 0; first < rows; ++first) {
    Vec3<Lanes> p{0.0, 0.0, 0.0};
    GravityParams<Lanes> params;
    GravityParams<double> single[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      const Vec3<double> q = position_of(field_answers[(first + 2 * i) % rows]);
      single[i].gm_m3_s2 *= 1.0 + 1e-6 * i;
      single[i].j2 *= 1.0 + 1e-3 * i;
      single[i].reference_radius_m += i;
      set_lane(p.x, i, q.x), set_lane(p.y, i, q.y), set_lane(p.z, i, q.z);
      set_lane(params.gm_m3_s2, i, single[i].gm_m3_s2);
      set_lane(params.j2, i, single[i].j2);
      set_lane(params.reference_radius_m, i, single[i].reference_radius_m);
    }
    auto compare = [&](const Vec3<Lanes>& many, auto&& one) {
      for (int i = 0; i < lane_count; ++i) {
        const Vec3<double> a = one(Vec3<double>{lane(p.x, i), lane(p.y, i), lane(p.z, i)}, single[i]);
        EXPECT_EQ(bits_of(lane(many.x, i)), bits_of(a.x));
        EXPECT_EQ(bits_of(lane(many.y, i)), bits_of(a.y));
        EXPECT_EQ(bits_of(lane(many.z, i)), bits_of(a.z));
      }
    };
    compare(point_mass_gravity(p, params), [](auto q, auto g) { return point_mass_gravity(q, g); });
    compare(j2_gravity(p, params), [](auto q, auto g) { return j2_gravity(q, g); });
    compare(harmonic_gravity(8, p, params), [](auto q, auto g) { return harmonic_gravity(8, q, g); });
    compare(harmonic_perturbation(5, p, params), [](auto q, auto g) { return harmonic_perturbation(5, q, g); });
    compare(harmonic_perturbation_M(8, p, params), [](auto q, auto g) { return harmonic_perturbation_M(8, q, g); });
  }
}

TEST(Gravity, ANotANumberStaysInItsLane) {
  const GravityParams<Lanes> params;
  Vec3<Lanes> p{-1.2e6, 1e5, -1.3e6};
  set_lane(p.x, 0, std::nan(""));
  const Vec3<Lanes> a = harmonic_gravity(8, p, params);
  EXPECT_TRUE(std::isnan(lane(a.x, 0)));
  const Vec3<double> one = harmonic_gravity(8, Vec3<double>{-1.2e6, 1e5, -1.3e6}, GravityParams<double>{});
  for (int i = 1; i < lane_count; ++i) EXPECT_EQ(lane(a.x, i), one.x);
}

}  // namespace

}  // namespace farside::gravity_test
