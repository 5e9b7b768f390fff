#include "linear/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include "base/counted.h"

#include "base/field.h"
#include "record/phases.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

struct ShownQuantity {
  const char *name, *title, *unit;
  double factor;  // SI over unit
};
constexpr double deg = unit::degree_rad;
constexpr ShownQuantity quantities[shown_states] = {
    {"east_m", "east", "m", 1},
    {"north_m", "north", "m", 1},
    {"up_m", "up", "m", 1},
    {"velocity_east_m_s", "velocity east", "m/s", 1},
    {"velocity_north_m_s", "velocity north", "m/s", 1},
    {"velocity_up_m_s", "velocity up", "m/s", 1},
    {"attitude_east_deg", "attitude about east", "deg", deg},
    {"attitude_north_deg", "attitude about north", "deg", deg},
    {"attitude_up_deg", "attitude about up", "deg", deg},
};
constexpr const char* block_names[error_blocks] = {"position", "velocity", "attitude"};

double sd_of(const CauseErrors& e, Eigen::Index k) {
  return std::sqrt(std::max(e.covariance(k, k), 0.0)) / quantities[k].factor;
}
double mean_of(const CauseErrors& e, Eigen::Index k) { return e.mean[k] / quantities[k].factor; }

// Part of the variance.
double share_of(const CauseErrors& cause, const CauseErrors& total, Eigen::Index k) {
  return total.covariance(k, k) > 0.0 ? cause.covariance(k, k) / total.covariance(k, k) : 0.0;
}

Json json_of(const MomentErrors& m, const std::vector<std::string>& causes) {
  Json j{{"phase", phase_names[m.phase]}, {"time_s", m.time_s}};
  for (Eigen::Index k = 0; k < shown_states; ++k) {
    Json one{
        {"mean", mean_of(m.total, k)}, {"sd", sd_of(m.total, k)}, {"filter_sd", m.filter_sd[k] / quantities[k].factor}};
    for (std::size_t c = 0; c < causes.size(); ++c) {
      one["causes"][causes[c]] = {{"mean", mean_of(m.causes[c], k)},
                                  {"sd", sd_of(m.causes[c], k)},
                                  {"share", share_of(m.causes[c], m.total, k)}};
    }
    j["errors"][quantities[k].name] = one;
  }
  for (int b = 0; b < error_blocks; ++b) {
    Json one{{"expected", m.total.nees[b]}};
    for (std::size_t c = 0; c < causes.size(); ++c) one["causes"][causes[c]] = m.causes[c].nees[b];
    j["nees"][block_names[b]] = one;
  }
  return j;
}

Json json_of(const ComparedError& c) {
  return {{"column", c.column},
          {"count", c.count},
          {"linear_mean", json_number(c.linear_mean)},
          {"linear_sd", json_number(c.linear_sd)},
          {"mean", json_number(c.mean)},
          {"sd", json_number(c.sd)},
          {"ratio", json_number(c.ratio)},
          {"ratio_lower", json_number(c.ratio_low)},
          {"ratio_upper", json_number(c.ratio_high)},
          {"explained", json_number(c.explained)},
          {"controlled_mean", json_number(c.mean_controlled)},
          {"controlled_sd", json_number(c.sd_controlled)},
          {"controlled_ratio_lower", json_number(c.controlled_low)},
          {"controlled_ratio_upper", json_number(c.controlled_high)},
          {"differs", c.differs}};
}

// The causes of an error with the largest shares, as "start 61 %, moon.terrain 20 %".
std::string largest(const MomentErrors& m, const std::vector<std::string>& causes, Eigen::Index k) {
  std::vector<std::size_t> order(causes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return m.causes[a].covariance(k, k) > m.causes[b].covariance(k, k);
  });
  std::string text;
  constexpr std::size_t most = 4;
  constexpr double least = 0.01;
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    const double share = share_of(m.causes[order[i]], m.total, k);
    if (share < least) break;
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", causes[order[i]], 100.0 * share);
  }
  return text;
}

std::string phases_table(const LinearCovariance& l) {
  std::string text = fmt::format("{:<22}", "1 sd when it begins");
  for (const MomentErrors& m : l.moments) text += fmt::format(" {:>11}", phase_names[m.phase]);
  text += fmt::format("\n{:<22}", "time, s");
  for (const MomentErrors& m : l.moments) text += fmt::format(" {:>11.1f}", m.time_s);
  for (Eigen::Index k = 0; k < shown_states; ++k) {
    text += fmt::format("\n{:<22}", fmt::format("{}, {}", quantities[k].title, quantities[k].unit));
    for (const MomentErrors& m : l.moments) text += fmt::format(" {:>11.4g}", sd_of(m.total, k));
  }
  for (int b = 0; b < error_blocks; ++b) {
    text += fmt::format("\n{:<22}", fmt::format("NEES/3, {}", block_names[b]));
    for (const MomentErrors& m : l.moments) text += fmt::format(" {:>11.2f}", m.total.nees[b] / 3.0);
  }
  return text + "\n";
}

std::string end_table(const LinearCovariance& l) {
  const MomentErrors& m = l.moments.back();
  std::string text = fmt::format("\nAt the end of the descent\n{:<25} {:>9} {:>9} {:>9}  {}\n", "", "mean", "1 sd",
                                 "filter's", "part of the variance");
  for (Eigen::Index k = 0; k < shown_states; ++k) {
    text += fmt::format("{:<25} {:>9.3g} {:>9.3g} {:>9.3g}  {}\n",
                        fmt::format("{}, {}", quantities[k].title, quantities[k].unit), mean_of(m.total, k),
                        sd_of(m.total, k), m.filter_sd[k] / quantities[k].factor, largest(m, l.causes, k));
  }
  return text;
}

std::string comparison_table(const std::vector<ComparedError>& compared, const std::string& against) {
  std::string text = fmt::format("\nBeside {}\n{:<25} {:>7} {:>9} {:>9} {:>9} {:>17} {:>11} {:>17}\n", against, "",
                                 "cases", "linear", "flown", "ratio", "95 %", "explained", "controlled, 95 %");
  for (const ComparedError& c : compared) {
    text += fmt::format("{:<25} {:>7} {:>9.3g} {:>9.3g} {:>9.3f} {:>17}", c.column, c.count, c.linear_sd, c.sd, c.ratio,
                        fmt::format("{:.3f} to {:.3f}", c.ratio_low, c.ratio_high));
    if (c.explained > 0.0)
      text += fmt::format(" {:>9.1f} % {:>17}", 100.0 * c.explained,
                          fmt::format("{:.3f} to {:.3f}", c.controlled_low, c.controlled_high));
    text += c.differs ? "  differs\n" : "\n";
  }
  return text;
}

}  // namespace

Json covariance_json(const LinearCovariance& l, const std::string& name, const std::string& campaign_id,
                     const std::vector<ComparedError>& compared) {
  Json j{{"title", name}, {"campaign_id", campaign_id}, {"flights", l.flights}, {"grounds", l.grounds}};
  j["causes"] = l.causes;
  j["left_out"] = l.left_out;
  j["moments"] = Json::array();
  for (const MomentErrors& m : l.moments) j["moments"].push_back(json_of(m, l.causes));
  if (!compared.empty()) {
    j["against"] = Json::array();
    for (const ComparedError& c : compared) j["against"].push_back(json_of(c));
  }
  return j;
}

std::string covariance_table(const LinearCovariance& l, const std::string& name,
                             const std::vector<ComparedError>& compared, const std::string& against) {
  std::string text = fmt::format("{}: linear covariance of the navigation's errors, about {}", name,
                                 counted(l.flights, "nominal flight"));
  if (l.grounds > 0) text += fmt::format("; ground by {} flights", l.grounds);
  text += "\n\n" + phases_table(l) + end_table(l);
  if (!compared.empty()) text += comparison_table(compared, against);
  for (const std::string& path : l.left_out) text += fmt::format("left out: the spread of {}\n", path);
  return text;
}

}  // namespace farside
