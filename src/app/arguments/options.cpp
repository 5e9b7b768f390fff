#include "app/arguments/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>

#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "base/whole_number.h"
#include "engine/campaign.h"

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

const Option& Option::required() const {
  option_->required();
  return *this;
}

const Option& Option::words(std::vector<std::string> offered) const {
  invocation_->words[option_] = std::move(offered);
  return *this;
}

const Option& Option::excludes(const Option& other) const {
  option_->excludes(other.option_);
  return *this;
}

const Option& Option::for_tests() const {
  option_->group("For tests; no row depends on them");
  return *this;
}

Command::Command(CLI::App& app, Invocation& invocation, const char* name, const char* text)
    : app_(*app.add_subcommand(name, text)), invocation_(invocation) {}

void Command::act(std::function<ExitCode()> action) {
  app_.callback([&invocation = invocation_, action = std::move(action)] { invocation.action = action; });
}

void Command::footer(const char* text) { app_.footer(text); }

Option Command::argument(const char* name, std::string& value, const char* text) {
  return told(app_.add_option(name, value, text)->type_name(""));
}

Option Command::arguments(const char* name, std::vector<std::string>& values, int least, const char* text) {
  return told(app_.add_option(name, values, text)->type_name("")->expected(least, 1 << 20)->required(least > 0));
}

Option Command::flag(const char* names, bool& value, const char* text) {
  return told(app_.add_flag(names, value, text));
}

Option Command::value(const char* names, std::string& value, const char* type, const char* text) {
  return told(app_.add_option(names, value, text)->type_name(type));
}

Option Command::values(const char* names, std::vector<std::string>& values, const char* type, const char* text) {
  return told(app_.add_option(names, values, text)->type_name(type));
}

Option Command::whole(const char* names, std::optional<std::uint64_t>& value, std::uint64_t min, std::uint64_t max,
                      const char* text) {
  const auto read = [&value, min, max, name = long_name(names), &app = app_](const CLI::results_t& results) {
    value = read_whole(results.front());
    if (value && *value >= min && *value <= max) return true;
    const bool several = name == "--case" && app.get_option_no_throw("--cases") != nullptr;
    throw UsageError(fmt::format("{}: expected a whole number from {} to {}, not '{}'{}", name, min, max,
                                 results.front(),
                                 several                          ? " (several: --cases 1,7,9 or --cases lost)"
                                 : !value && max >= 1'000'000'000 ? " (write digits alone, or such as 10k or 1e4)"
                                                                  : ""));
  };
  return told(app_.add_option(names, read, text)->type_name("N"));
}

Option Command::number(const char* names, std::optional<double>& value, double min, double max, const char* type,
                       const char* text) {
  const auto read = [&value, min, max, name = long_name(names)](const CLI::results_t& results) {
    const std::string& word = results.front();
    double number = 0.0;
    const auto [stop, wrong] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (wrong == std::errc() && stop == word.data() + word.size() && number >= min && number <= max) {
      value = number;
      return true;
    }
    throw UsageError(fmt::format("{}: expected a number from {:g} to {:g}, not '{}'", name, min, max, word));
  };
  return told(app_.add_option(names, read, text)->type_name(type));
}

Option Command::quiet(bool& value) { return flag("-q,--quiet", value, "print errors only"); }

Option Command::overwrite(bool& value) { return flag("--overwrite", value, "replace an output file that exists"); }

Option Command::threads(std::optional<std::uint64_t>& value) {
  return whole("-j,--threads,--jobs", value, 1, threads_max, "threads; one a CPU otherwise");
}

Option Command::case_number(std::optional<std::uint64_t>& value, const char* text) {
  constexpr std::uint64_t last = 1000000000000;
  return whole("--case", value, 0, last, text);
}

Option Command::maps(std::string& folder) {
  return value("--maps", folder, "FOLDER", "folder that relative paths of maps start from; the current one otherwise");
}

Option Command::isa(std::string& value) {
  return this->value("--isa", value, "NAME", "instruction set: auto, baseline, avx2, avx512; the rows are the same")
      .words({"auto", "baseline", "avx2", "avx512"});
}

Option Command::sets(std::vector<std::string>& values, const char* text) {
  return told(app_.add_option("--set", values, text)->type_name("PATH=VALUE")->allow_extra_args(false));
}

void tell_misleading_name(const std::string& output, bool quiet) {
  const std::string ending = ending_of_name(output);
  for (const char* other : {".csv", ".tsv", ".txt", ".json", ".yaml", ".yml", ".parquet", ".xlsx", ".mat"}) {
    if (ending == other)
      tell(Remark::warning, "farside: " + output + ": will be HDF5 in spite of its name; .h5 would say so", quiet);
  }
}

}  // namespace farside
