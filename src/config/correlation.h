#pragma once
// Matrices of correlations: what is wrong with one, and what would do in its place.
#include <string>
#include <vector>

#include "config/keys/distribution.h"

namespace farside {

// Why this is no correlation matrix of n x n, with the nearest one where it only can't be that all these hold together;
// empty if it is one. Rows follow each other.
std::string correlation_problem(const std::vector<double>& correlation, std::size_t n);

// The nearest correlation matrix by the Frobenius norm (N. J. Higham, IMA J. Numer. Anal. 22 (2002) 329), rounded to
// 1e-6 and drawn towards independence by so much that it still is one.
std::vector<double> nearest_correlation(const std::vector<double>& wanted, std::size_t n);

// Those of the standard normal coordinates of a copula's inputs, row after row: r = 2 sin(pi r_s / 6) for the rank
// correlation r_s of Spearman (K. Pearson, 1907). By the lanes' own sine: draws hang on its bits.
std::vector<double> normal_correlation(const Copula& copula);

}  // namespace farside
