#pragma once
// The commands, one file each. add_NAME() declares a command's arguments; once they are read, its action is what the
// program does.
#include <functional>
#include <string>

#include "app/arguments/declarations.h"
#include "base/error.h"

namespace farside {

struct Invocation {
  std::string command_line;          // as it was called, for /provenance
  std::function<ExitCode()> action;  // of the command that was named
  OptionWords words;                 // that completion in shells offers
};

// Their descriptions in --help and the manual page.
struct ToldExitCode {
  ExitCode code;
  const char* text;
};
inline constexpr ToldExitCode exit_codes[] = {{ExitCode::ok, "ok"},
                                              {ExitCode::usage, "usage"},
                                              {ExitCode::config, "configuration"},
                                              {ExitCode::data, "input file"},
                                              {ExitCode::requirement_failed, "requirement failed"},
                                              {ExitCode::requirement_undecided, "requirement undecided"},
                                              {ExitCode::internal, "internal error"},
                                              {ExitCode::store, "writing failed"},
                                              {ExitCode::stopped, "stopped early"}};

void add_run(CLI::App& app, Invocation& invocation);
void add_validate(CLI::App& app, Invocation& invocation);
void add_example(CLI::App& app, Invocation& invocation);
void add_schema(CLI::App& app, Invocation& invocation);
void add_merge(CLI::App& app, Invocation& invocation);
void add_status(CLI::App& app, Invocation& invocation);
void add_reduce(CLI::App& app, Invocation& invocation);
void add_cases(CLI::App& app, Invocation& invocation);
void add_drivers(CLI::App& app, Invocation& invocation);
void add_whatif(CLI::App& app, Invocation& invocation);
void add_compare(CLI::App& app, Invocation& invocation);
void add_map(CLI::App& app, Invocation& invocation);
void add_covariance(CLI::App& app, Invocation& invocation);
void add_envelope(CLI::App& app, Invocation& invocation);
void add_rare(CLI::App& app, Invocation& invocation);
void add_sample(CLI::App& app, Invocation& invocation);
void add_audit(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_replay(CLI::App& app, Invocation& invocation);
void add_terrain(CLI::App& app, Invocation& invocation);
void add_sky(CLI::App& app, Invocation& invocation);
void add_export(CLI::App& app, Invocation& invocation);
void add_film(CLI::App& app, Invocation& invocation);
void add_panorama(CLI::App& app, Invocation& invocation);
void add_manual(CLI::App& app, Invocation& invocation);
void add_completion(CLI::App& app, Invocation& invocation);
void add_version(CLI::App& app, Invocation& invocation);

}  // namespace farside
