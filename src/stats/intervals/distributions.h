#pragma once
// Distributions that intervals and tests rest on, by Boost.Math: `_below` the probability of at most x, `_beyond` that
// of more, each to full accuracy in its own tail; `_quantile` what a share p is below, `_quantile_beyond` what a share
// q is beyond.
#include <cstdint>

namespace farside {

double standard_normal_quantile(double p);
double standard_normal_quantile_beyond(double q);

double student_t_beyond(double freedom, double t);
double student_t_quantile(double freedom, double p);
double student_t_quantile_beyond(double freedom, double q);
// Of Student's t about `shift`: of (z + shift) / sqrt(chi squared / freedom).
double noncentral_t_quantile(double freedom, double shift, double p);

double chi_squared_beyond(double freedom, double x);
double chi_squared_quantile(double freedom, double p);
double gamma_quantile(double shape, double scale, double p);

double beta_below(double a, double b, double x);
double beta_beyond(double a, double b, double x);
double beta_quantile(double a, double b, double p);
double beta_quantile_beyond(double a, double b, double q);

// Of n trials of probability p, at most k.
double binomial_below(std::uint64_t n, double p, std::uint64_t k);
// The least k with binomial_below(n, p, k) >= q.
std::uint64_t binomial_quantile(std::uint64_t n, double p, double q);

}  // namespace farside
