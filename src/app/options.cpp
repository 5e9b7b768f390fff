#include "app/options.h"

#include <charconv>

namespace farside {
namespace {

// The text as a number, whole and without anything around it.
bool read_whole(const std::string& text, std::uint64_t& value) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && at == end;
}

}  // namespace

CLI::Option* add_quiet(CLI::App& command, bool& quiet) { return command.add_flag("-q,--quiet", quiet, "print errors only"); }

CLI::Option* add_overwrite(CLI::App& command, bool& overwrite) {
  return command.add_flag("--overwrite", overwrite, "replace an output file that exists");
}

CLI::Option* add_isa(CLI::App& command, std::string& isa) {
  return command.add_option("--isa", isa, "instruction set: auto, baseline, avx2, avx512; the rows are the same")->type_name("NAME");
}

CLI::Option* add_sets(CLI::App& command, std::vector<std::string>& sets) {
  return command.add_option("--set", sets, "set any configuration key; may be repeated")->type_name("PATH=VALUE")->allow_extra_args(false);
}

CLI::Option* add_whole(CLI::App& command, const char* name, std::uint64_t& value, std::uint64_t min, std::uint64_t max, const char* text) {
  const auto read = [&value, min, max, name](const CLI::results_t& results) {
    if (read_whole(results.front(), value) && value >= min && value <= max) return true;
    throw UsageError(std::string(name) + ": expected a whole number from " + std::to_string(min) + " to " + std::to_string(max) +
                     ", not '" + results.front() + "'");
  };
  return command.add_option(name, read, text)->type_name("N");
}

}  // namespace farside
