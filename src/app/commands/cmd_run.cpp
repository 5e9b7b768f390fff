// farside run: its arguments.
#include "app/arguments/options.h"
#include "app/run/attempt.h"
#include "app/terminal/progress.h"
#include "engine/campaign.h"

namespace farside {

void add_run(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<RunArguments>(app, invocation, "run", "fly a campaign, write its file, print its summary", run_attempt);
  constexpr std::uint64_t cases_max = 1000000000000;
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.value("-o,--output", a->output, "FILE", "campaign file to write (HDF5)").required();
  command.whole("-n,--cases,--samples", a->cases, 1, cases_max,
                "number of cases, instead of campaign.cases; with --strata, of each stratum");
  command
      .value("--strata", a->strata, "OF",
             "faults: fly as many cases without a fault, and with each of faults forced alone; none: as faults strike")
      .words({"faults", "none"});
  command.threads(a->threads);
  command.whole("--seed", a->seed, 0, ~std::uint64_t{0}, "seed, instead of campaign.seed");
  command.sets(a->sets);
  command.value("--shard", a->shard, "I/N",
                "fly only part I of N, counted from 0; auto, auto/N: from the job array's variables");
  command.values("--missing-of", a->missing_of, "FILE...",
                 "fly only the cases that none of these files (or files of folders) has");
  command.flag("--resume", a->resume, "go on with what earlier attempts at FILE left; does nothing if it is finished");
  command.flag("--no-stop", a->no_stop,
               "fly all cases, whatever campaign.stop says: with --shard and --missing-of, where `farside merge` and "
               "`status` judge it");
  command.value("--max-wall", a->max_wall, "TIME",
                "stop by then, such as 90s, 45m, 1h30m: finished cases are saved, exit 75");
  command.value("--journal-dir", a->journal_dir, "DIR",
                "where finished cases are kept until FILE is written; beside FILE otherwise");
  command.isa(a->isa);
  command.value("--progress", a->progress, "STYLE", "on stderr: auto, bar, json (one object a line) or none")
      .words(progress_words());
  command.value("--log", a->log, "FILE",
                "appends here what is told on stderr, and a line of progress every 30 s; also with --quiet");
  command.flag("--strict", a->strict, "refuse dispersions that the chosen models never read");
  command.flag("--reproducible", a->reproducible,
               "equal bytes for equal rows: leave out dates, host, threads and their like");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.whole("--block-cases", a->block_cases, 1, cases_max, "cases that a thread takes at once").for_tests();
  command.value("--block-order", a->block_order, "ORDER", "which block comes first: forward, reverse").for_tests();
  a->command_line = invocation.command_line;
  command.footer(
      "Example:\n    farside run configs/change4.yaml -o change4.h5 --cases 2000 --set vehicle.engine.isp_s=308");
}

}  // namespace farside
