#include "app/arguments/manual.h"

#include <sstream>

#include "app/commands/commands.h"
#include "base/build_info.h"

namespace farside {
namespace {

// Escapes text for roff. Hyphens stay ASCII, so that examples can be pasted.
std::string escaped(const std::string& text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\') roff += "\\e";
    else if (c == '-') roff += "\\-";
    else roff += c;
  }
  return !roff.empty() && (roff[0] == '.' || roff[0] == '\'') ? "\\&" + roff : roff;
}

// Running text; indented lines are kept as they are.
std::string paragraphs(const std::string& text) {
  std::istringstream lines(text);
  std::string roff;
  bool as_is = false;
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.starts_with("    ");
    if (indented != as_is) roff += indented ? ".RS 4\n.nf\n" : ".fi\n.RE\n";
    as_is = indented;
    roff += line.empty() ? ".PP\n" : escaped(indented ? line.substr(4) : line) + "\n";
  }
  return roff + (as_is ? ".fi\n.RE\n" : "");
}

std::string option_text(const DeclaredOption& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "" : ", ") + std::string(option.is_positional ? "\\fI" : "\\fB") + escaped(name) + "\\fR";
  }
  if (!option.value.empty()) names += " \\fI" + escaped(option.value) + "\\fR";
  return ".TP\n" + names + "\n" + escaped(option.text) + (option.is_required ? " (required)" : "") + "\n";
}

std::string command_text(const DeclaredCommand& command) {
  std::string roff = ".SS " + escaped(command.usage) + "\n" + escaped(command.text) + "\n";
  for (const DeclaredOption& option : command.options) roff += option_text(option);
  return command.footer.empty() ? roff : roff + ".PP\n" + paragraphs(command.footer);
}

}  // namespace

std::string manual_page(const CLI::App& app) {
  const DeclaredCommand program = declared_program(app);
  std::string roff = std::string(".TH FARSIDE 1 \"\" \"farside ") + build::version + "\" \"User Commands\"\n";
  roff += ".SH NAME\nfarside \\- Monte Carlo analysis of lunar landing risk\n";
  roff += ".SH SYNOPSIS\n.B farside\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n";
  roff += ".SH DESCRIPTION\n";
  roff += paragraphs(
      "Flies a lunar lander thousands of times, each time with a slightly other engine, mass, start and ground, and "
      "tells how often it\n"
      "lands safely, how sure that number is, and what ends the other flights. A campaign is one YAML file; its result "
      "is one HDF5 file\n"
      "with a row for each landing. Results go to standard output, everything else to standard error; nothing is "
      "overwritten unasked.");
  roff += ".SH OPTIONS\n";
  for (const DeclaredOption& option : program.options) roff += option_text(option);
  roff += ".SH COMMANDS\n";
  for (const DeclaredCommand& command : declared_commands(app)) roff += command_text(command);
  roff += ".SH EXIT STATUS\n";
  for (const auto& [code, text] : exit_codes)
    roff += ".TP\n" + std::to_string(static_cast<int>(code)) + "\n" + escaped(text) + "\n";
  return roff;
}

}  // namespace farside
