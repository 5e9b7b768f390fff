// farside panorama: what a camera on the mast of a lander sees after the landing.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "app/arguments/options.h"
#include "app/pictures/picture_light.h"
#include "app/pictures/picture_progress.h"
#include "app/rows/flown_again.h"
#include "app/run/machine.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "camera/film.h"
#include "camera/panorama.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "scenario/maps/geotiff.h"
#include "store/whole_file.h"

namespace farside {
namespace {

struct PanoramaArguments {
  std::string file, output, maps, isa = "auto";
  std::optional<std::uint64_t> case_number, width, threads;
  std::optional<double> mast_m, above_deg, below_deg;
  PictureLight light;
  bool overwrite = false, quiet = false;
};

std::string facts_path(const PanoramaArguments& a) {
  return std::filesystem::path(a.output).replace_extension(".json").string();
}

void refuse_outputs(const PanoramaArguments& a) {
  if (ending_of_name(a.output) != ".png")
    throw UsageError(a.output + ": a PNG is written; give it a name that ends in .png");
  if (!writes_rasters) throw UsageError(a.output + ": " + no_raster_writer);
  check_output_path(a.output, existing_file(a.overwrite));
  check_output_path(facts_path(a), existing_file(a.overwrite));
}

// UsageError for one that never stood.
void refuse_fallen(const LandingRecord& record) {
  constexpr double fallen_deg = 45.0;
  if (std::isnan(record.final_tilt)) {
    throw UsageError(fmt::format("--case {}: never came to rest ({}); there is no panorama", record.case_number,
                                 cause_meanings[record.first_cause]));
  }
  if (record.final_tilt > fallen_deg) {
    throw UsageError(fmt::format("--case {}: lies on its side, {:.0f} deg from upright; its mast sees nothing",
                                 record.case_number, record.final_tilt));
  }
}

ExitCode run(const PanoramaArguments& a) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  refuse_outputs(a);
  const Kernel& kernel = choose_kernel(a.isa.c_str());
  const int threads = usable_threads(a.threads, a.quiet);
  const FlownAgain flown = fly_again(a.file, *a.case_number, a.maps, kernel);
  refuse_inputs_as_outputs({a.output, facts_path(a)}, a.file, flown.scenario);
  refuse_fallen(flown.replay.record);
  const CaseGround ground(flown.scenario, *a.case_number, kernel, threads);
  if (!has_features(ground.setup()))
    tell(Remark::warning, a.file + ": its ground has no features; there is the lander, its shadow and the horizon",
         a.quiet);
  const CaseParams<double>& params = ground.params();
  const Sun sun = a.light.sun(flown);
  Mosaic mosaic(ground, sun, std::size_t{1} << 29);
  Renderer renderer(mosaic);
  const Track track(flown.replay.history, params.vehicle.mass);
  PanoramaOptions options;
  options.columns = static_cast<int>(a.width.value_or(static_cast<std::uint64_t>(options.columns)));
  options.mast_m = a.mast_m.value_or(options.mast_m);
  options.above_rad = a.above_deg.value_or(15.0) * unit::degree_rad;
  options.below_rad = a.below_deg.value_or(50.0) * unit::degree_rad;
  const LanderPose pose = track.pose(track.at(track.end_s()));
  const Panorama panorama(pose, Lander(params.vehicle, flown.scenario.options.vehicle.legs.count), mosaic.radius_m(),
                          options);
  PictureProgress progress(a.quiet);
  const RenderedPicture picture = panorama.render(renderer, [&](double share) { progress(share); });
  const double white = a.light.white.value_or(panorama_white);
  write_png(a.output, existing_file(a.overwrite),
            {picture.columns, picture.rows, 1, exposed(picture.radiance_factor, white)});

  const Vec3<double>& eye = panorama.view().p_L();
  nlohmann::ordered_json facts = picture_facts(flown, sun, white);
  facts["time_s"] = track.end_s();
  facts["columns"] = picture.columns;
  facts["rows"] = picture.rows;
  facts["projection"] =
      "cylinder about the vertical: azimuth from north, clockwise, grows by 360 deg over the columns "
      "from 0 at the left edge; rows are even in the tangent of the elevation";
  facts["elevation_top_deg"] = options.above_rad / unit::degree_rad;
  facts["elevation_bottom_deg"] = -options.below_rad / unit::degree_rad;
  facts["camera_east_m"] = eye.x;
  facts["camera_north_m"] = eye.y;
  facts["camera_up_m"] = eye.z;
  facts["camera_height_m"] = renderer.height_over_ground_m(eye);
  facts["final_tilt_deg"] = flown.replay.record.final_tilt;
  facts["ground_nearest_m"] = picture.nearest_m;
  facts["ground_farthest_m"] = picture.farthest_m;
  facts["ground_frac"] = picture.ground_frac;
  facts["sky_frac"] = picture.sky_frac;
  facts["lander_frac"] = picture.lander_frac;
  facts["unknown_frac"] = picture.unknown_frac;
  facts["shadow_frac"] = picture.shadow_frac;
  write_text_file(facts_path(a), facts.dump(2) + "\n", existing_file(a.overwrite));
  if (!a.quiet) {
    print(fmt::format("{}: all around case {} after its landing, {} x {} pixels, {}\n", a.output, *a.case_number,
                      picture.columns, picture.rows, a.light.told(sun)));
  }
  return ExitCode::ok;
}

}  // namespace

void add_panorama(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<PanoramaArguments>(app, invocation, "panorama", "what a camera on the mast sees after the landing", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command.case_number(a->case_number).required();
  command.value("-o,--output", a->output, "PNG", "the picture; what it shows is told beside it, in a .json").required();
  command.number("--mast", a->mast_m, 0.1, 20, "METRES", "of the camera above the hull; 1 otherwise");
  command.number("--above", a->above_deg, 0, 80, "DEG", "that it sees above the horizontal; 15 otherwise");
  command.number("--below", a->below_deg, 1, 80, "DEG", "below it; 50 otherwise");
  command.whole("--width", a->width, 64, 20000, "pixels all around; 2400 otherwise");
  a->light.declare(command, "radiance factor that is white; 0.11 otherwise");
  command.maps(a->maps);
  command.threads(a->threads);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer("Example:\n    farside panorama change4.h5 --case 7 -o case7.png");
}

}  // namespace farside
