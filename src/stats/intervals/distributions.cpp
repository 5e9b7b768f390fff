#include "stats/intervals/distributions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace farside {
namespace {

namespace bm = boost::math;

// Quantiles are whole numbers, the upper of two.
using Binomial =
    bm::binomial_distribution<double,
                              bm::policies::policy<bm::policies::discrete_quantile<bm::policies::integer_round_up>>>;

}  // namespace

double standard_normal_quantile(double p) { return bm::quantile(bm::normal(), p); }
double standard_normal_quantile_beyond(double q) { return bm::quantile(bm::complement(bm::normal(), q)); }

double student_t_beyond(double freedom, double t) { return bm::cdf(bm::complement(bm::students_t(freedom), t)); }
double student_t_quantile(double freedom, double p) { return bm::quantile(bm::students_t(freedom), p); }
double student_t_quantile_beyond(double freedom, double q) {
  return bm::quantile(bm::complement(bm::students_t(freedom), q));
}
double noncentral_t_quantile(double freedom, double shift, double p) {
  return bm::quantile(bm::non_central_t(freedom, shift), p);
}

double chi_squared_beyond(double freedom, double x) { return bm::gamma_q(0.5 * freedom, 0.5 * x); }
double chi_squared_quantile(double freedom, double p) { return bm::quantile(bm::chi_squared(freedom), p); }
double gamma_quantile(double shape, double scale, double p) {
  return bm::quantile(bm::gamma_distribution<>(shape, scale), p);
}

double beta_below(double a, double b, double x) { return bm::ibeta(a, b, x); }
double beta_beyond(double a, double b, double x) { return bm::ibetac(a, b, x); }
double beta_quantile(double a, double b, double p) { return bm::quantile(bm::beta_distribution<>(a, b), p); }
double beta_quantile_beyond(double a, double b, double q) {
  return bm::quantile(bm::complement(bm::beta_distribution<>(a, b), q));
}

double binomial_below(std::uint64_t n, double p, std::uint64_t k) {
  return bm::cdf(Binomial(static_cast<double>(n), p), static_cast<double>(k));
}

std::uint64_t binomial_quantile(std::uint64_t n, double p, double q) {
  auto k = static_cast<std::uint64_t>(bm::quantile(Binomial(static_cast<double>(n), p), q));
  // Boost finds the root numerically and may be off by one: step to the integer of the definition.
  while (k > 0 && binomial_below(n, p, k - 1) >= q) --k;
  while (k < n && binomial_below(n, p, k) < q) ++k;
  return k;
}

}  // namespace farside
