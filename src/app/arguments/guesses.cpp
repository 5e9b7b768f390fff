#include "app/arguments/guesses.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace farside {
namespace {

using Words = std::initializer_list<std::string_view>;

bool among(std::string_view word, Words words) { return std::find(words.begin(), words.end(), word) != words.end(); }

struct Meant {
  Words words;
  std::string_view here;
  std::string_view beside = "";  // an option: the command must have it, too
};

const Meant commands[] = {
    {{"resume", "continue", "restart"}, "a run goes on by farside run CONFIG -o FILE --resume"},
    {{"extend"}, "a run gets more cases by farside run CONFIG -o FILE --cases N --resume"},
    {{"simulate", "sim", "fly", "start", "exec", "mc", "montecarlo"}, "did you mean farside run?"},
    {{"check", "lint", "verify", "config"}, "did you mean farside validate?"},
    {{"stats", "stat", "statistics", "summary", "summarize", "summarise", "results", "info", "show", "print", "gate"},
     "did you mean farside reduce?"},
    {{"list", "ls", "failures", "failed"},
     "the cases of a file are listed by farside cases FILE, installed campaigns by farside example"},
    {{"init", "new", "create", "template", "examples"}, "did you mean farside example?"},
    {{"diff"}, "did you mean farside compare?"},
    {{"convert", "csv", "dump"}, "did you mean farside export?"},
    {{"combine", "join", "concat", "gather", "collect"}, "did you mean farside merge?"},
    {{"monitor", "watch", "top", "queue"}, "did you mean farside status?"},
    {{"trajectory", "rerun", "debug"}, "did you mean farside replay?"},
    {{"sensitivity", "importance", "sobol"}, "did you mean farside drivers?"},
    {{"man", "doc", "docs"}, "did you mean farside manual?"},
    {{"submit", "slurm", "sbatch"}, "batch systems are served by jobs/submit.sh CONFIG -o FILE"},
    {{"report", "plot", "html"}, "pages and pictures are made by the Python package, farside-report FILE"},
};

// `here` is an option where it begins with --, else what to do.
const Meant options[] = {
    {{"--out", "--outfile", "--output-file", "-O"}, "--output"},
    {{"--force", "--clobber", "--replace", "-f", "-y", "--yes"}, "--overwrite"},
    {{"--continue", "--restart"}, "--resume"},
    {{"--n", "--num-cases", "--num", "--number", "--nsamples", "--n-samples", "--num-samples", "--runs", "--nruns",
      "--num-runs", "--trials", "--count", "-N"},
     "--cases"},
    {{"--nproc", "--np", "--num-threads", "--cores", "--cpus", "--workers", "--processes", "--parallel", "-t", "-p",
      "-T"},
     "--threads"},
    {{"--time-limit", "--timeout", "--walltime", "--wall", "--time", "--max-time"}, "--max-wall"},
    {{"--random-seed", "--rng-seed", "-s"}, "--seed"},
    {{"--define", "--override", "--param", "-D"}, "--set"},
    {{"--silent", "--no-progress"}, "--quiet"},
    {{"--index", "--id", "-c", "-i", "-n"}, "--case"},
    {{"--dry-run", "--check", "--validate"}, "farside validate CONFIG checks without flying"},
    {{"--config", "--input", "--file", "--in", "-c", "-i"}, "the file to read is given without an option"},
    {{"--parquet", "--pq"},
     "Parquet is written by the Python package: farside.open(\"FILE.h5\").export(\"FILE.parquet\")"},
    {{"--spk", "--bsp"},
     "SPK is written by the Python package: farside.open(\"FILE.h5\").export(\"FILE.bsp\", case=I)"},
    {{"--output", "--out", "-o", "--format", "--to"},
     "the option of a format takes the file to write: --csv, --geojson, --kml, --geotiff, --oem, --aem; Parquet and "
     "SPK "
     "are written by the Python package",
     "--geojson"},
    {{"--verbose", "--debug", "-v"}, "remarks and progress are told without it, --quiet leaves them out"},
};

}  // namespace

std::string guessed_command(const std::string& word) {
  for (const Meant& m : commands) {
    if (among(word, m.words)) return fmt::format(" ({})", m.here);
  }
  if (word.ends_with(".yaml") || word.ends_with(".yml") || word.ends_with(".json"))
    return fmt::format(" (did you mean farside run {}?)", word);
  if (word.ends_with(".h5") || word.ends_with(".hdf5") || word.ends_with(".nc"))
    return fmt::format(" (did you mean farside reduce {}?)", word);
  return "";
}

std::string guessed_option(const std::string& option, const std::function<bool(const std::string&)>& has) {
  for (const Meant& m : options) {
    if (!among(option, m.words) || !(m.beside.empty() || has(std::string(m.beside)))) continue;
    const std::string here(m.here);
    if (!here.starts_with("--")) return fmt::format(" ({})", here);
    if (has(here)) return fmt::format(" (did you mean '{}'?)", here);
  }
  return "";
}

}  // namespace farside
