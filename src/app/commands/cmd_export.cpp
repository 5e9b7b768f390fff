// farside export: what a campaign file holds, in the formats of other programs.
#include <fmt/format.h>

#include <algorithm>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/run/provenance.h"
#include "app/terminal/case_lines.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "config/time_zero.h"
#include "exports/ephemeris.h"
#include "exports/landings.h"
#include "scenario/maps/geotiff.h"
#include "store/hdf5/file_rows.h"
#include "store/whole_file.h"

namespace farside {
namespace {

struct ExportArguments {
  std::string file, csv, geojson, kml, geotiff, oem, aem, object_name, object_id;
  std::optional<std::uint64_t> case_number;
  std::optional<double> pixel_m;
  bool overwrite = false, quiet = false;

  bool of_cases() const { return !(csv.empty() && geojson.empty() && kml.empty() && geotiff.empty()); }
  bool of_histories() const { return !(oem.empty() && aem.empty()); }
};

// A text that is written piece by piece.
void write_text(const std::string& path, Existing existing, const std::function<void(const TakeText&)>& write) {
  write_whole(path, existing, {}, [&](const TemporaryFile& temporary) {
    write([&](const std::string& text) { write_all(temporary.file(), text.data(), text.size(), path); });
  });
}

// Every column of every case that was flown, as `farside cases --csv` has them.
void write_csv(const CampaignFile& file, const Cases& cases, const TakeText& take) {
  std::vector<ColumnInfo> columns = file.columns();
  std::erase_if(columns, [](const ColumnInfo& column) {
    return column.name == "case" || column.name == "outcome" || column.name == "first_cause";
  });
  take(csv_text({heads_of(columns)}));
  std::vector<std::uint64_t> rows;
  const auto write = [&] {
    if (!rows.empty()) take(csv_text(read_lines(file, cases, columns, rows.data(), rows.data() + rows.size(), true)));
    rows.clear();
  };
  constexpr std::size_t at_once = 4096;  // of some hundred columns each
  for (std::uint64_t row = 0; row < file.rows(); ++row) {
    if (cases.endings[row] != Ending::not_run) rows.push_back(row);
    if (rows.size() == at_once) write();
  }
  write();
}

Configuration stored(const CampaignFile& file, const char* option) {
  const auto provenance = stored_configuration(file);
  if (!provenance)
    throw DataError(
        fmt::format("{}: {}: holds no configuration, so that it isn't known where its target is", file.path(), option));
  return configuration_of(*provenance, file.path());
}

void export_cases(const ExportArguments& arguments, const CampaignFile& file) {
  const FileTable table(file);
  const Cases cases = read_cases(table);
  const Existing existing = existing_file(arguments.overwrite);
  const std::string title = file.text("title").value_or(file.path());
  if (!arguments.csv.empty())
    write_text(arguments.csv, existing, [&](const TakeText& take) { write_csv(file, cases, take); });
  if (!arguments.geojson.empty())
    write_text(arguments.geojson, existing, [&](const TakeText& take) { write_geojson(table, cases, title, take); });
  if (!arguments.kml.empty())
    write_text(arguments.kml, existing, [&](const TakeText& take) { write_kml(table, cases, title, take); });
  if (!arguments.geotiff.empty()) {
    const SiteOptions site = options_of(stored(file, "--geotiff")).site;
    const double pixel_m =
        write_landing_geotiff(table, site, arguments.pixel_m.value_or(0.0), arguments.geotiff, existing);
    const char* const such = file.find("outer_draw")        ? ", of the cases at the best guess"
                             : file.find("saltelli_matrix") ? ", of the cases of the matrices A and B"
                                                            : "";
    tell(Remark::note, fmt::format("farside: {}: pixels of {} m{}", arguments.geotiff, pixel_m, such), arguments.quiet);
  }
}

// Which of the time histories is asked for.
std::size_t history_of(const ExportArguments& arguments, const CampaignFile& file, const Trajectories& histories) {
  const std::string how = fmt::format("; write it with: farside replay CAMPAIGN --case {} -o HISTORY",
                                      arguments.case_number ? fmt::format("{}", *arguments.case_number) : "I");
  if (histories.cases.empty()) throw DataError(file.path() + ": holds no time history" + how);
  if (!arguments.case_number) {
    if (histories.cases.size() == 1) return 0;
    throw UsageError(fmt::format("{}: holds {} time histories; say which by --case, such as {}", file.path(),
                                 histories.cases.size(), histories.cases.front()));
  }
  const auto found = std::find(histories.cases.begin(), histories.cases.end(), *arguments.case_number);
  if (found == histories.cases.end())
    throw UsageError(
        fmt::format("--case {}: {} holds no time history of it{}", *arguments.case_number, file.path(), how));
  return static_cast<std::size_t>(found - histories.cases.begin());
}

void export_history(const ExportArguments& arguments, const CampaignFile& file) {
  const Trajectories histories = file.trajectories();
  const std::size_t index = history_of(arguments, file, histories);
  const Configuration configuration = stored(file, "--oem, --aem");
  const std::string title = file.text("title").value_or("");
  const EphemerisFacts facts{options_of(configuration).site,
                             time_zero_of(configuration),
                             arguments.object_name.empty() ? title : arguments.object_name,
                             arguments.object_id,
                             fmt::format("simulated by farside: {}, case {}", title, histories.cases[index]),
                             utc_now()};
  const Existing existing = existing_file(arguments.overwrite);
  if (!arguments.oem.empty()) write_text_file(arguments.oem, orbit_message(histories, index, facts), existing);
  if (!arguments.aem.empty()) write_text_file(arguments.aem, attitude_message(histories, index, facts), existing);
}

// A table named as Parquet would be CSV in spite of its name.
void refuse_parquet(const ExportArguments& arguments) {
  const std::string ending = ending_of_name(arguments.csv);
  if (ending != ".parquet" && ending != ".pq") return;
  throw UsageError(
      fmt::format("--csv {0}: would be CSV in spite of its name; Parquet is written by the Python package: "
                  "farside.open(\"{1}\").export(\"{0}\")",
                  arguments.csv, arguments.file));
}

ExitCode run(const ExportArguments& arguments) {
  refuse_parquet(arguments);
  if (!arguments.of_cases() && !arguments.of_histories())
    throw UsageError("nothing to write; name a file by --csv, --geojson, --kml, --geotiff, --oem or --aem");
  if (arguments.pixel_m && arguments.geotiff.empty()) throw UsageError("--pixel: is of --geotiff; give that, too");
  if (!arguments.of_histories() &&
      (arguments.case_number || !arguments.object_name.empty() || !arguments.object_id.empty()))
    throw UsageError("--case, --object-name and --object-id are of --oem and --aem; give one of those, too");
  const std::vector<std::string> outputs{arguments.csv,     arguments.geojson, arguments.kml,
                                         arguments.geotiff, arguments.oem,     arguments.aem};
  check_output_paths(outputs, existing_file(arguments.overwrite));
  refuse_inputs_as_outputs(outputs, {arguments.file});
  if (!writes_rasters && !arguments.geotiff.empty()) throw UsageError(no_raster_writer);
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file, Author::somebody, arguments.of_cases() ? Content::cases : Content::histories);
  if (arguments.of_cases()) export_cases(arguments, file);
  if (arguments.of_histories()) export_history(arguments, file);
  return ExitCode::ok;
}

}  // namespace

void add_export(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<ExportArguments>(app, invocation, "export", "a campaign file in the formats of other programs", run);
  command.argument("FILE", a->file, "campaign file, for --oem and --aem also that of `farside replay -o`").required();
  command.value("--csv", a->csv, "CSV", "write every column of every case that was flown");
  command.value("--geojson", a->geojson, "JSON", "write where each case came to rest");
  command.value("--kml", a->kml, "KML", "the same for programs that show the Moon");
  command.value("--geotiff", a->geotiff, "TIF",
                "write how many cases came to rest in each pixel, and which share is safe, or goes on");
  command.number("--pixel", a->pixel_m, 1e-3, 1e6, "M", "side of its pixels in metres; some 200 across otherwise");
  command.value("--oem", a->oem, "OEM", "write the positions of a time history as CCSDS Orbit Ephemeris Message");
  command.value("--aem", a->aem, "AEM", "write its attitudes as CCSDS Attitude Ephemeris Message");
  command.case_number(a->case_number, "of which case, where the file holds several time histories");
  command.value("--object-name", a->object_name, "NAME", "OBJECT_NAME of messages; that of the campaign otherwise");
  command.value("--object-id", a->object_id, "ID", "OBJECT_ID of messages, such as 2018-103A; UNKNOWN otherwise");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Parquet and SPK are written by the Python package (analysis/).\n\nExample:\n    farside export change4.h5 --csv "
      "change4.csv --kml change4.kml\n    farside replay change4.h5 --case 7 -o case7.h5\n    farside export case7.h5 "
      "--oem "
      "case7.oem --aem case7.aem");
}

}  // namespace farside
