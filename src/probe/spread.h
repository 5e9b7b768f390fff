#pragma once
// Inputs as they would be drawn with another spread or another centre, and how much more or less often a case's values
// would then come: the ratio of the two densities.
#include <memory>
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

// An input with its distribution.
struct SpreadInput {
  std::string path;
  const Dispersion* dispersion = nullptr;
  std::size_t which = 0;  // of the dispersion's paths
};

// One input, or several that are correlated, which are changed together: of one alone, what it has in common with the
// others would have to go on as it was.
struct SpreadGroup {
  std::vector<SpreadInput> inputs;
  std::vector<double> factor;  // of several: Cholesky's, lower triangle, row after row
  std::string fixed;           // why it can't be changed, or empty
};
// In the order of the list. The configuration must outlive them.
std::vector<SpreadGroup> spread_groups(const Configuration& configuration);

// `spread`: by how much it is taken times; of a normal or truncated_normal its sd (bounds that are given as values
// stay), of a lognormal the sd about the same mean, of a rayleigh its mode, of uniform and triangular both ends about
// their middle or mode. `centre`: how many sd the mean goes on (bounds stay), of a lognormal by as many of its
// logarithm, in which mean and sd are multiplied alike.
enum class ChangeOf { spread, centre };
bool has_centre(const SpreadGroup& group);
Dispersion changed(const Dispersion& dispersion, ChangeOf what, double amount);
// What `farside run --set` would be given for it, one an argument that changes.
std::vector<std::string> settings_of(const Dispersion& flown, const Dispersion& wanted);

// Of values that the group has, columns of the same length in the file's units, and one change after the other.
class DensityRatio {
 public:
  DensityRatio(const SpreadGroup& group, ChangeOf what, std::vector<std::vector<double>> values);
  ~DensityRatio();
  DensityRatio(DensityRatio&&) noexcept;
  // Of each row: the density with the change over that without; NaN where a value is none.
  std::vector<double> at(double amount) const;

 private:
  struct Flown;
  const SpreadGroup& group_;
  ChangeOf what_;
  std::vector<std::vector<double>> values_;
  std::unique_ptr<Flown> flown_;
};

}  // namespace farside
