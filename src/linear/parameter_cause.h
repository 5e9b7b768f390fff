#pragma once
// Numbers of a case that differ from those with which the filter makes no errors, as causes of errors: what they do to
// the start, to what is felt and to what is read, by central differences of the very functions that a flight takes.
#include <string>

#include "linear/causes.h"
#include "linear/dispersed.h"

namespace farside {

class ParameterCauses {
 public:
  // Scenario and `quiet` must outlive the causes, too.
  ParameterCauses(const Scenario& scenario, const CaseParams<double>& quiet);

  // Does a departure of this size do anything to the navigation?
  bool matters(std::int32_t slot, double size) const;
  // `group`: means as departures from the quiet parameters.
  ErrorCause cause(const std::string& name, const DispersedGroup& group) const;

 private:
  const Scenario& s_;
  const CaseParams<double>& quiet_;
  SiteFrame<double> site_;
  double turning_rad_s_;
};

// A departure that is typical of an input.
double size_of(const DispersedGroup& group, Eigen::Index i);

// Of the parameters of a case, as an array.
inline double& slot_of(CaseParams<double>& p, std::int32_t slot) { return reinterpret_cast<double*>(&p)[slot]; }
inline double slot_of(const CaseParams<double>& p, std::int32_t slot) {
  return reinterpret_cast<const double*>(&p)[slot];
}

}  // namespace farside
