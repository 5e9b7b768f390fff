#include "app/rows/taken_cloud.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/rows/campaign_rows.h"
#include "base/error.h"
#include "config/difference.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

constexpr std::size_t shown_at_most = 10;

bool is_in(const std::string& path, const char* section) { return path.starts_with(section); }
bool contains(const std::vector<std::string>& paths, const std::string& path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

// A touchdown with its engine off hangs on these; propellant is what the flight left.
bool is_of_touchdown(const std::string& path) {
  return path != "vehicle.mass.propellant_kg" && path != "vehicle.mass.rcs_propellant_kg" &&
         (is_in(path, "vehicle.mass.") || is_in(path, "vehicle.legs.") || is_in(path, "moon.gravity.") ||
          is_in(path, "moon.rotation") || path == "site.lat_deg" || path == "site.lon_deg" ||
          path == "site.elevation_m");
}
bool is_of_ground(const std::string& path) { return is_in(path, "moon.terrain.") || is_in(path, "moon.regolith."); }

std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < shown_at_most; ++i) text += "\n  " + lines[i];
  if (lines.size() > shown_at_most) text += fmt::format("\n  and {} more", lines.size() - shown_at_most);
  return text;
}

// Against the configuration that the file holds. `stored`: inputs whose values stand in the file, case by case.
void compare(const Configuration& theirs, const std::string& name, const Scenario& scenario,
             const std::vector<std::string>& stored, TakenCloud& taken) {
  const CampaignOptions options = options_of(theirs);
  if (options.touchdown.model == TouchdownModel::none)
    throw DataError(name +
                    ": was flown without a touchdown (touchdown.model: none), so no flight has a state in which "
                    "its pads met the ground; fly it with rigid or legs");
  if (options.start == StartMode::touchdown)
    throw DataError(name +
                    ": its cases begin above the ground (start.touchdown), none was flown to it; leave --cloud out "
                    "and map its own configuration, whose cloud is drawn");
  std::vector<std::string> wrong;
  std::size_t grounds = 0;
  for (const PhysicsDifference& d : physics_differences(theirs, scenario.configuration)) {
    if (is_of_touchdown(d.path) && !contains(stored, d.path))
      wrong.push_back(fmt::format("{}: {} there, {} here", d.path, d.first.empty() ? "absent" : d.first,
                                  d.second.empty() ? "absent" : d.second));
    if (is_of_ground(d.path)) ++grounds;
  }
  if (!wrong.empty())
    throw DataError(
        fmt::format("{}: is no cloud for {}, its vehicle, gravity or site is another:{}\ntake the "
                    "configuration that it was flown with, or set these keys as there",
                    name, scenario.configuration.file, listed(wrong)));
  if (grounds > 0)
    taken.conditions.push_back(fmt::format(
        "cloud: its flights came down on another ground ({} keys of moon.terrain and moon.regolith differ); where and "
        "how fast they met it is taken for that of this one",
        grounds));
}

}  // namespace

TakenCloud take_cloud(const std::string& path, const Scenario& scenario, std::uint64_t most) {
  if (scenario.cloud.rows > 0)
    throw UsageError(fmt::format("--cloud {}: {} begins with states of its own (start.from_file: {}); take one of them",
                                 path, scenario.configuration.file, scenario.configuration.cloud.path));
  refuse_unfinished(path);
  const CampaignFile file(path);
  const auto stored = stored_configuration(file);
  std::vector<std::string> columns;
  for (const ColumnInfo& c : file.columns()) {
    if (!c.config_path.empty()) columns.push_back(c.config_path);
  }
  TakenCloud taken;
  double handover_m = scenario.options.touchdown.handover_height_m;
  if (stored) {
    const Configuration theirs = configuration_of(*stored, path);
    compare(theirs, path, scenario, columns, taken);
    handover_m = options_of(theirs).touchdown.handover_height_m;
  } else {
    taken.conditions.push_back(
        "cloud: the file doesn't say which vehicle was flown to which site; they are taken for those of this "
        "configuration");
  }
  taken.cloud = read_cloud(file, most, handover_m);
  const bool designed = file.find("replicate") != nullptr || file.find("outer_draw") != nullptr ||
                        file.find("saltelli_matrix") != nullptr;
  if (taken.cloud.weighted || designed)
    throw DataError(fmt::format("{}: its cases {}; fly the campaign with campaign.sampling.method: random, outer: 0",
                                path,
                                designed ? "aren't independent draws, which the intervals of a map are of"
                                         : "have weights of their own, and those of a cloud count alike"));
  std::vector<std::string> anew;
  for (const std::string& input : scenario.configuration.varied_paths()) {
    if (is_of_touchdown(input) && !contains(columns, input)) anew.push_back(input);
  }
  if (!anew.empty())
    taken.conditions.push_back(fmt::format(
        "cloud: drawn for each of its flights, since the file has no column of it: {}", fmt::join(anew, ", ")));
  const std::string title = file.text("title").value_or(""), id = file.text("campaign_id").value_or("");
  taken.conditions.insert(
      taken.conditions.begin(),
      fmt::format("cloud: {} flights of a finished campaign{}{}", taken.cloud.members.size(),
                  title.empty() ? "" : ", " + title, id.empty() ? "" : " (" + id.substr(0, 12) + ")"));
  return taken;
}

}  // namespace farside
