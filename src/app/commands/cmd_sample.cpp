// farside sample: what would be drawn, without flying: figures of each input, or the rows themselves.
#include <fmt/format.h>

#include <cmath>

#include "app/arguments/options.h"
#include "app/run/provenance.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "base/nan.h"
#include "engine/draw_check.h"
#include "sampling/sampler.h"
#include "stats/samples/moments.h"
#include "store/hdf5/map_file.h"

namespace farside {
namespace {

constexpr std::uint64_t cases_max = 1000000;  // all are held: 8 bytes a value

struct SampleArguments {
  std::string config, output, command_line;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> cases, first;
  bool overwrite = false, quiet = false;
};

struct Column {
  std::string name, units, long_name, distribution;
  std::vector<double> values;
};

// The columns of inputs, faults and designs, as a run of these cases has them.
std::vector<Column> drawn_columns(const Scenario& s, std::uint64_t first, std::uint64_t count) {
  std::vector<Column> columns;
  for (const InputInfo& input : s.inputs)
    columns.push_back({input_column_name(input.path), input.units, input.long_name, input.distribution, {}});
  const bool faults = !s.configuration.faults.empty();
  const Schema schema = schema_of(s.configuration);
  for (const char* name : {"fault", "fault_time", "fault_height"}) {
    if (!faults) break;
    const ColumnInfo& c = *schema.find(name);
    columns.push_back({name, c.units, c.long_name, "", {}});
  }
  const DesignColumns design = design_columns_of(s.configuration);
  const bool saltelli = !design.matrices.empty();
  for (const auto& [has, name] : {std::pair{design.replicate, "replicate"},
                                  {design.outer_draw, "outer_draw"},
                                  {saltelli, "saltelli_sample"},
                                  {saltelli, "saltelli_matrix"}}) {
    if (!has) continue;
    const ColumnInfo& c = *schema.find(name);
    columns.push_back({name, c.units, c.long_name, "", {}});
  }
  const Sampler sampler(s);
  std::vector<double> params(param_count);
  for (std::uint64_t number = first; number < first + count; ++number) {
    const FaultOfCase fault = sampler.draw(number, params.data());
    for (std::size_t i = 0; i < s.inputs.size(); ++i) {
      const double si = params[static_cast<std::size_t>(s.dispersed_slots[i])];
      columns[i].values.push_back(si / s.dispersed_factors[i]);
    }
    std::size_t next = s.inputs.size();
    const auto add = [&](double value) { columns[next++].values.push_back(value); };
    if (faults) {
      add(fault.code);
      add(fault.time_s);
      add(fault.height_m);
    }
    const PlannedCase planned = sampler.planned(number);
    if (design.replicate) add(static_cast<double>(planned.replicate));
    if (design.outer_draw) add(static_cast<double>(planned.outer));
    if (!saltelli) continue;
    add(static_cast<double>(planned.sample));
    add(static_cast<double>(planned.matrix));
  }
  return columns;
}

// The shortest numbers that read back the same; an empty cell where there is none.
std::string csv_of(const std::vector<Column>& columns, std::uint64_t first, std::uint64_t count) {
  std::string text = "case";
  for (const Column& c : columns) text += "," + c.name;
  for (std::uint64_t i = 0; i < count; ++i) {
    text += fmt::format("\n{}", first + i);
    for (const Column& c : columns) text += std::isnan(c.values[i]) ? "," : fmt::format(",{}", c.values[i]);
  }
  return text + "\n";
}

MapFile file_of(const std::vector<Column>& columns, std::uint64_t first, std::uint64_t count) {
  MapFile file;
  file.filetype = "farside-sample";
  file.group = "";
  MapFile::Axis cases{"case", "1", "number of the case", {}};
  for (std::uint64_t i = 0; i < count; ++i) cases.values.push_back(static_cast<double>(first + i));
  file.axes.push_back(std::move(cases));
  for (const Column& c : columns) file.fields.push_back({c.name, c.units, c.long_name, {"case"}, c.values});
  return file;
}

std::string table_of(const std::vector<Column>& columns, const Scenario& s, std::uint64_t first, std::uint64_t count) {
  std::string text =
      fmt::format("{}: cases {} to {}, drawn with the seed {}\n\n{:<48} {:>11} {:>11} {:>11} {:>11}  {}\n", s.name,
                  first, first + count - 1, s.seed, "", "mean", "sd", "least", "largest", "");
  for (const Column& c : columns) {
    std::vector<double> values = c.values;
    std::erase_if(values, [](double x) { return std::isnan(x); });
    const Moments m = moments(values);
    text += fmt::format("{:<48}", c.name);
    for (const double x : {m.mean, m.sd, m.min, m.max})
      text += std::isnan(x) ? fmt::format(" {:>11}", "-") : fmt::format(" {:>11.5g}", x);
    text += fmt::format("  {}\n", c.units);
    if (!c.distribution.empty()) text += fmt::format("  {}\n", c.distribution);
  }
  return text;
}

enum class Form { table, csv, hdf5 };

Form form_of(const std::string& output) {
  if (output.empty()) return Form::table;
  const std::string ending = ending_of_name(output);
  if (output == "-" || ending == ".csv") return Form::csv;
  if (ending == ".h5" || ending == ".nc") return Form::hdf5;
  throw UsageError("-o " + output + ": end it in .csv or .h5, which says what is written, or give - for CSV to stdout");
}

ExitCode run(const SampleArguments& arguments) {
  const Form form = form_of(arguments.output);
  const bool to_file = form != Form::table && arguments.output != "-";
  if (to_file) check_output_path(arguments.output, existing_file(arguments.overwrite));
  const Scenario s = load_scenario(arguments.config, arguments.sets);
  if (to_file) refuse_inputs_as_outputs({arguments.output}, arguments.config, s);
  tell_doubts(s, false, arguments.quiet);
  const std::uint64_t first = arguments.first.value_or(0), count = arguments.cases.value_or(s.cases);
  if (count > cases_max)
    throw UsageError(
        fmt::format("{} cases are more than are drawn at once; give at most --cases {}", count, cases_max));
  if (s.cloud.rows > 0 && first + count > s.cloud.rows)
    throw UsageError(fmt::format("{} has {} rows; give fewer --cases", s.configuration.cloud.path, s.cloud.rows));
  const FlyOptions options{.threads = 1};
  const InvalidDraws wrong = find_invalid_draws(s, {{first, count}}, options);
  refuse_invalid_draws(s, wrong);
  if (wrong.count > 0) tell(Remark::warning, counted_text(s, wrong), arguments.quiet);
  const std::vector<Column> columns = drawn_columns(s, first, count);
  if (form == Form::csv) {
    const std::string text = csv_of(columns, first, count);
    if (to_file) write_text_file(arguments.output, text, existing_file(arguments.overwrite));
    else print(text);
  } else if (form == Form::hdf5) {
    const RunFacts facts{arguments.command_line, "none", utc_now(), 1};
    write_map_file(make_header(s, {{first, count}}, facts), file_of(columns, first, count), arguments.output,
                   {existing_file(arguments.overwrite), false, s.compression});
  }
  if (!arguments.quiet && arguments.output != "-") print(table_of(columns, s, first, count));
  return ExitCode::ok;
}

}  // namespace

void add_sample(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<SampleArguments>(app, invocation, "sample", "draw the inputs of a campaign without flying it", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.value("-o,--output", a->output, "FILE",
                "write a row a case, .csv or .h5: the columns in_... and those of faults as `run` has them; -: CSV to "
                "stdout, instead of the table");
  command.whole("-n,--cases,--samples", a->cases, 1, cases_max, "number of cases, instead of campaign.cases");
  command.whole("--first", a->first, 0, 1000000000000, "first case; 0 otherwise");
  command.sets(a->sets);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer("Example:\n    farside sample configs/change4.yaml --cases 1000 -o inputs.csv");
}

}  // namespace farside
