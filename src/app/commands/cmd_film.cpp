// farside film: what the descent camera of a case saw.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "app/arguments/options.h"
#include "app/pictures/movie.h"
#include "app/pictures/picture_light.h"
#include "app/pictures/picture_progress.h"
#include "app/rows/flown_again.h"
#include "app/run/machine.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "camera/film.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "scenario/maps/geotiff.h"
#include "store/whole_file.h"

namespace farside {
namespace {

struct FilmArguments {
  std::string file, folder, maps, isa = "auto";
  std::optional<std::uint64_t> case_number, size, threads;
  std::optional<double> height_m, from_height_m, rate_hz, field_deg;
  PictureLight light;
  bool frames_only = false, overwrite = false, quiet = false;
};

std::string in_folder(const FilmArguments& a, const std::string& name) {
  return (std::filesystem::path(a.folder) / name).string();
}
std::string frame_name(std::size_t number) { return fmt::format("frame_{:06}.png", number); }

// A folder that is made where there is none, and goes again where nothing came of it.
class FilmFolder {
 public:
  explicit FilmFolder(std::string path) : path_(std::move(path)) {
    std::error_code error;
    is_new_ = std::filesystem::create_directory(path_, error);
  }
  ~FilmFolder() {
    std::error_code error;  // such as of one that isn't empty
    if (is_new_) std::filesystem::remove(path_, error);
  }
  FilmFolder(const FilmFolder&) = delete;

 private:
  std::string path_;
  bool is_new_;
};

void check_film_folder(const FilmArguments& a) {
  check_folder(a.folder, "-o");
  for (const char* name : {"frames.csv", "film.json"})
    check_output_path(in_folder(a, name), existing_file(a.overwrite));
}

std::string facts_text(const FlownAgain& flown, const Film::Options& options, const Sun& sun, double white,
                       double end_s) {
  nlohmann::ordered_json facts = picture_facts(flown, sun, white);
  facts["end_s"] = end_s;
  facts["columns"] = facts["rows"] = options.side;
  facts["field_of_view_deg"] = options.field_rad / unit::degree_rad;
  facts["rate_hz"] = options.rate_hz;
  facts["camera"] = "pinhole at the hull's lowest ring, along body -z; body x is to the right, body y up";
  facts["frames"] = "frames.csv";
  return facts.dump(2) + "\n";
}

std::vector<double> asked_times(const FilmArguments& a, const Film& film, double begin_s, double end_s) {
  std::vector<double> times;
  if (a.height_m) {
    const std::optional<double> at_s = film.time_at_height(*a.height_m);
    if (at_s && *a.height_m <= film.height_m(begin_s)) times.push_back(*at_s);
  } else {
    times = film.times(a.from_height_m);
  }
  if (times.empty()) {
    throw UsageError(fmt::format("{} {:g}: the camera is {:.1f} m over the ground at first and {:.1f} m in the end",
                                 a.height_m ? "--height" : "--from-height",
                                 a.height_m.value_or(a.from_height_m.value_or(0.0)), film.height_m(begin_s),
                                 film.height_m(end_s)));
  }
  return times;
}

ExitCode run(const FilmArguments& a) {
  if (a.height_m && a.from_height_m) throw UsageError("--height is a single picture, --from-height a film; give one");
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; no picture was written\n");
  if (!writes_rasters) throw UsageError(a.folder + ": " + no_raster_writer);
  const FilmFolder folder(a.folder);
  check_film_folder(a);
  const Kernel& kernel = choose_kernel(a.isa.c_str());
  const int threads = usable_threads(a.threads, a.quiet);
  const FlownAgain flown = fly_again(a.file, *a.case_number, a.maps, kernel);
  const CaseGround ground(flown.scenario, *a.case_number, kernel, threads);
  if (!has_features(ground.setup())) {
    throw UsageError(
        fmt::format("{}: its ground has no features, and pictures of it are one shade of grey; fly one with a map "
                    "(moon.terrain.model: dem) or with relief (moon.terrain.relief.model: generated)",
                    a.file));
  }
  const CaseParams<double>& params = ground.params();
  const Sun sun = a.light.sun(flown);
  Mosaic mosaic(ground, sun, std::size_t{1} << 29);
  Renderer renderer(mosaic);
  const Track track(flown.replay.history, params.vehicle.mass);
  const Lander lander(params.vehicle, flown.scenario.options.vehicle.legs.count);
  const LandingRecord& record = flown.replay.record;
  const double end_s =
      std::isnan(record.touchdown_time) ? track.end_s() : std::min(record.touchdown_time, track.end_s());
  Film::Options options;
  options.side = static_cast<int>(a.size.value_or(film_side));
  options.field_rad = a.field_deg.value_or(film_field_deg) * unit::degree_rad;
  options.rate_hz = a.rate_hz.value_or(film_rate_hz);
  Film film(renderer, track, lander, end_s, options);
  const std::vector<double> times = asked_times(a, film, track.begin_s(), end_s);
  const Existing existing = existing_file(a.overwrite);
  std::vector<std::string> outputs{in_folder(a, "frames.csv"), in_folder(a, "film.json")};
  if (times.size() > 1 && !a.frames_only) outputs.push_back(in_folder(a, "film.mp4"));
  for (std::size_t i = 0; i < times.size(); ++i) {
    outputs.push_back(in_folder(a, frame_name(i)));
    check_output_path(outputs.back(), existing);
  }
  refuse_inputs_as_outputs(outputs, a.file, flown.scenario);

  stopping.note("farside: stopped at once; frames.csv lacks the last pictures\n");
  const double white = a.light.white.value_or(preset_white(sun));
  const std::string facts = facts_text(flown, options, sun, white, end_s);
  write_text_file(in_folder(a, "film.json"), facts, existing);
  std::string table = Film::table_head() + "\n";
  auto write_table = [&, first = true]() mutable {
    write_text_file(in_folder(a, "frames.csv"), table, first ? existing : Existing::replace);
    first = false;
  };
  PictureProgress progress(a.quiet);
  std::size_t done = 0;
  while (done < times.size() && !stopping.wanted()) {
    const Film::Frame frame = film.frame(times[done]);
    const std::string name = frame_name(done);
    write_png(in_folder(a, name), existing,
              {options.side, options.side, 1, exposed(frame.picture.radiance_factor, white)});
    table += film.table_line(frame, done, name, sun) + "\n";
    if (++done % 50 == 0) write_table();
    progress(static_cast<double>(done) / static_cast<double>(times.size()), done, times.size());
  }
  write_table();
  if (done < times.size()) {
    tell(Remark::note, fmt::format("{}: {} of {} pictures, {}", a.folder, done, times.size(), stopping.reason()),
         a.quiet);
    return stopping.code();
  }
  if (!a.quiet) {
    print(fmt::format("{}: {} picture{} of case {}, {} x {}, {}\n", a.folder, done, done > 1 ? "s" : "", *a.case_number,
                      options.side, options.side, a.light.told(sun)));
  }
  if (const std::string next = in_folder(a, frame_name(done)); std::filesystem::exists(next))
    tell(Remark::note, next + ": this picture and those after it are of an earlier film", a.quiet);
  if (done > 1 && !a.frames_only) tell(Remark::note, make_movie(a.folder, done, options.rate_hz, a.overwrite), a.quiet);
  return ExitCode::ok;
}

}  // namespace

void add_film(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<FilmArguments>(app, invocation, "film", "what the descent camera of a case saw", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command.case_number(a->case_number).required();
  command
      .value("-o,--output", a->folder, "DIR",
             "folder for the pictures (PNG), frames.csv and film.json; with ffmpeg, for film.mp4 as well")
      .required();
  command.number("--height", a->height_m, 0, 1e6, "METRES",
                 "a single picture: from where the camera is so high over the ground");
  command.number("--from-height", a->from_height_m, 0, 1e6, "METRES", "begin there; otherwise at ignition");
  command.whole("--size", a->size, 16, 8192, "pixels from edge to edge; 1024 otherwise");
  command.number("--field", a->field_deg, 0.1, 120, "DEG", "field of view from edge to edge; 45.3 otherwise");
  command.number("--rate", a->rate_hz, 0.01, 1000, "HZ", "pictures a second; 10 otherwise");
  a->light.declare(command,
                   "radiance factor that is white; otherwise such that level ground seen from above has 45 % of it");
  command.flag("--frames-only", a->frames_only, "make no film.mp4");
  command.maps(a->maps);
  command.threads(a->threads);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Example:\n    farside film change4.h5 --case 7 --height 100 -o case7\n    farside film change4.h5 --case 7 "
      "--from-height 2000 -o case7_film");
}

}  // namespace farside
