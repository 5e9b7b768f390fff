// farside version: what this program is, and what it can run on this CPU.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/run/build_facts.h"
#include "app/terminal/console.h"
#include "base/build_info.h"
#include "base/version.h"
#include "engine/dispatch.h"
#include "scenario/maps/dem.h"
#include "store/hdf5/writer.h"

namespace farside {
namespace {

struct VersionArguments {
  bool json = false, quiet = false;
};

nlohmann::ordered_json facts() {
  nlohmann::ordered_json libraries = nlohmann::ordered_json::object();
  for (const auto& [name, version] : build_libraries()) libraries[name] = version;
  nlohmann::ordered_json built, supported;
  const std::vector<KernelStatus> known = kernels();
  for (const KernelStatus& k : known) {
    built.push_back(k.kernel->isa);
    if (k.runs()) supported.push_back(k.kernel->isa);
  }
  return {{"version", build::version},
          {"commit", build_commit().empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(build_commit())},
          {"model_version", model_version},
          {"format_version", format_version},
          {"compiler", build_compiler()},
          {"libraries", libraries},
          {"maps", reads_maps},
          {"isa", {{"built", built}, {"supported", supported}, {"chosen", choose_kernel("auto", known).isa}}}};
}

std::string listed(const nlohmann::ordered_json& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word.get<std::string>();
  return all;
}

ExitCode run(const VersionArguments& arguments) {
  const nlohmann::ordered_json f = facts();
  if (arguments.json) {
    print(f.dump(2) + "\n");
    return ExitCode::ok;
  }
  print(
      fmt::format("farside {}{}\n", build::version, build_commit().empty() ? "" : " (commit " + build_commit() + ")") +
      fmt::format("models            version {}, file format {}\n", model_version, format_version) +
      fmt::format("compiler          {}\n", build_compiler()) +
      fmt::format("libraries         {}\n", build_libraries_text()) +
      fmt::format("maps of heights   {}\n", reads_maps ? "read by GDAL" : "none: built without GDAL") +
      fmt::format("instruction sets  built {}; this CPU runs {}; chosen {}\n", listed(f["isa"]["built"]),
                  listed(f["isa"]["supported"]), f["isa"]["chosen"].get<std::string>()));
  return ExitCode::ok;
}

}  // namespace

void add_version(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<VersionArguments>(app, invocation, "version",
                                                "version, commit, compiler, libraries, instruction sets", run);
  command.flag("--json", a->json, "the same as JSON");
  command.quiet(a->quiet);
  command.footer("Example:\n    farside version --json");
}

}  // namespace farside
