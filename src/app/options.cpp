#include "app/options.h"

#include <charconv>
#include <filesystem>

#include "app/console.h"
#include "base/whole_number.h"

namespace farside {
namespace {

// The text as a whole number without anything around it: 12000, 12k, 12e3, 1.2e4, 3M.
std::optional<std::uint64_t> read_whole(const std::string& text) {
  const std::size_t digits_end = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string digits = text.substr(0, digits_end);
  const std::string rest = text.substr(digits_end);
  unsigned zeros = 0;
  if (rest == "k" || rest == "K") zeros = 3;
  else if (rest == "M") zeros = 6;
  else if (rest.starts_with('e') || rest.starts_with('E')) {
    const auto [stop, wrong] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), zeros);
    if (wrong != std::errc() || stop != rest.data() + rest.size()) return std::nullopt;
  } else if (!rest.empty()) {
    return std::nullopt;
  }
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    const std::size_t decimals = digits.size() - point - 1;
    if (decimals > zeros || point == 0) return std::nullopt;
    zeros -= static_cast<unsigned>(decimals);
    digits.erase(point, 1);
  }
  if (zeros > 19) return std::nullopt;
  digits.append(zeros, '0');
  return whole_number(digits);
}

// "--cases" of "-n,--cases,--samples".
std::string long_name(const std::string& names) {
  const std::size_t at = names.find("--");
  return names.substr(at, names.find(',', at) - at);
}

}  // namespace

CLI::Option* add_quiet(CLI::App& command, bool& quiet) { return command.add_flag("-q,--quiet", quiet, "print errors only"); }

CLI::Option* add_overwrite(CLI::App& command, bool& overwrite) {
  return command.add_flag("--overwrite", overwrite, "replace an output file that exists");
}

CLI::Option* add_isa(CLI::App& command, std::string& isa, Invocation& invocation) {
  CLI::Option* const option =
      command.add_option("--isa", isa, "instruction set: auto, baseline, avx2, avx512; the rows are the same")->type_name("NAME");
  invocation.words[option] = {"auto", "baseline", "avx2", "avx512"};
  return option;
}

CLI::Option* add_sets(CLI::App& command, std::vector<std::string>& sets) {
  return command.add_option("--set", sets, "set any configuration key; may be repeated")->type_name("PATH=VALUE")->allow_extra_args(false);
}

CLI::Option* add_whole(CLI::App& command, const char* name, std::optional<std::uint64_t>& value, std::uint64_t min, std::uint64_t max,
                       const char* text) {
  const auto read = [&value, min, max, name = long_name(name)](const CLI::results_t& results) {
    value = read_whole(results.front());
    if (value && *value >= min && *value <= max) return true;
    throw UsageError(name + ": expected a whole number from " + std::to_string(min) + " to " + std::to_string(max) + ", not '" +
                     results.front() + "'");
  };
  return command.add_option(name, read, text)->type_name("N");
}

void tell_misleading_name(const std::string& output, bool quiet) {
  const std::string ending = std::filesystem::path(output).extension().string();
  for (const char* other : {".csv", ".tsv", ".txt", ".json", ".yaml", ".yml", ".parquet", ".xlsx", ".mat"}) {
    if (ending == other) tell(Remark::warning, "farside: " + output + ": will be HDF5 in spite of its name; .h5 would say so", quiet);
  }
}

}  // namespace farside
