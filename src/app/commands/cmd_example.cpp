// farside example: the campaigns that are installed with the program, to read and to copy.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/arguments/options.h"
#include "app/arguments/shipped_configs.h"
#include "app/terminal/console.h"
#include "config/yaml/spelling.h"
#include "config/yaml/whole_text.h"

namespace farside {
namespace {

struct ExampleArguments {
  std::string name;
  bool quiet = false;
};

std::string name_of(const ShippedConfig& config) {
  return config.file.substr(0, config.file.size() - std::string(".yaml").size());
}

// What it is: the first line of its first comment.
std::string title_of(const ShippedConfig& config) { return config.text.substr(2, config.text.find('\n') - 2); }

std::string list_text() {
  std::size_t width = 0;
  for (const ShippedConfig& config : shipped_configs()) width = std::max(width, name_of(config).size());
  std::string text;
  for (const ShippedConfig& config : shipped_configs())
    text += fmt::format("{:<{}}  {}\n", name_of(config), width, title_of(config));
  return text;
}

// Also by the name of its file, and by its last part where no other has it.
const ShippedConfig& find_config(const std::string& name) {
  std::vector<std::string> names;
  std::vector<const ShippedConfig*> same_end;
  for (const ShippedConfig& config : shipped_configs()) {
    const std::string known = name_of(config);
    if (name == known || name == config.file || name == "configs/" + config.file) return config;
    names.push_back(known);
    if (std::filesystem::path(known).filename() == name) same_end.push_back(&config);
  }
  if (same_end.size() == 1) return *same_end.front();
  throw UsageError("no installed campaign is called '" + name + "'" + did_you_mean(nearest_word(name, names)) +
                   "; there are\n" + list_text());
}

std::string shipped_text(const std::string& file) {
  for (const ShippedConfig& config : shipped_configs()) {
    if (config.file == file) return config.text;
  }
  throw InternalError("configs/" + file + " is not in the program");
}

ExitCode run(const ExampleArguments& arguments) {
  if (arguments.name.empty()) {
    print(list_text());
    return ExitCode::ok;
  }
  const ShippedConfig& config = find_config(arguments.name);
  print(whole_text(config.text, config.file, shipped_text));
  return ExitCode::ok;
}

}  // namespace

void add_example(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<ExampleArguments>(app, invocation, "example",
                                                "print an installed campaign, whole: to read, copy and change", run);
  std::vector<std::string> names;
  for (const ShippedConfig& config : shipped_configs()) names.push_back(name_of(config));
  command.argument("NAME", a->name, "which one; without it they are listed").words(std::move(names));
  command.quiet(a->quiet);
  command.footer("Example:\n    farside example change4 >my.yaml");
}

}  // namespace farside
