// farside schema: what the configuration may hold, and what the output file holds.
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/terminal/console.h"
#include "config/keys/schema.h"
#include "store/format_reference.h"

namespace farside {
namespace {

struct SchemaArguments {
  bool output = false, markdown = false, quiet = false;
};

ExitCode run(const SchemaArguments& arguments) {
  if (arguments.markdown) print(arguments.output ? format_reference(Schema()) : key_reference());
  else print((arguments.output ? format_json(Schema()) : configuration_schema()).dump(2) + "\n");
  return ExitCode::ok;
}

}  // namespace

void add_schema(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<SchemaArguments>(app, invocation, "schema", "JSON Schema of the configuration, for editors", run);
  command.flag("--output", a->output, "describe every column of the output file instead");
  command.flag("--markdown", a->markdown,
               "as a page to read instead of JSON: every key or column with unit, default and limits");
  command.quiet(a->quiet);
  command.footer("Example:\n    farside schema >farside.schema.json");
}

}  // namespace farside
