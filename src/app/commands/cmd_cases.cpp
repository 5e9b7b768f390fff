// farside cases: which cases of a campaign file ended how, with the columns that tell why.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <set>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/rows/selection.h"
#include "app/terminal/case_lines.h"
#include "app/terminal/console.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

struct CasesArguments {
  std::string file, outcome, cause, mission, columns, by;
  std::optional<std::uint64_t> worst;
  bool csv = false, quiet = false;
};

// Columns listed without --columns, as far as the file has them.
constexpr char default_columns[] =
    "touchdown_speed_vertical,touchdown_speed_horizontal,touchdown_tilt,final_tilt,landing_east,landing_north,margin_"
    "least";

// Before them, where the mission is asked about.
constexpr char mission_columns[] = "mission,mission_cause,";

// The columns that --columns names, each as the file declares it; with those of the mission where it is asked about.
std::vector<ColumnInfo> find_columns(const CampaignFile& file, const std::string& list, bool of_mission) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : file.columns()) names.push_back(column.name);
  const bool has_margins = std::any_of(file.columns().begin(), file.columns().end(), is_margin);
  if (has_margins) names.push_back(margin_least);
  std::vector<ColumnInfo> found;
  const std::string preset = (of_mission ? mission_columns : "") + std::string(default_columns);
  for (const std::string& pattern : split_list("--columns", list.empty() ? preset : list)) {
    const std::size_t before = found.size();
    for (const std::string& name : names) {
      if (::fnmatch(pattern.c_str(), name.c_str(), 0) != 0) continue;
      ColumnInfo computed;
      computed.name = margin_least;
      found.push_back(name == margin_least ? computed : *file.find(name));
    }
    if (found.size() == before && !list.empty()) {
      throw UsageError(file.path() + ": has no column '" + pattern + "'" + did_you_mean(nearest_word(pattern, names)));
    }
  }
  std::erase_if(found,
                [](const ColumnInfo& c) { return c.name == "case" || c.name == "outcome" || c.name == "first_cause"; });
  return found;
}

void check_by(const CampaignFile& file, const std::string& by) {
  const ColumnInfo* column = file.find(by);
  if (by == margin_least || (column != nullptr && column->extent == 1 && column->flag_meanings.empty())) return;
  std::vector<std::string> names;
  for (const ColumnInfo& c : file.columns()) names.push_back(c.name);
  throw UsageError("--by " + by + ": " + file.path() + " has no such column with one number a case" +
                   did_you_mean(nearest_word(by, names)));
}

// Finds the rows with the worst values. Of equal ones the earlier row comes first; rows without a value come last.
class Worst {
 public:
  Worst(const CampaignFile& file, std::string by, std::uint64_t count)
      : file_(file), by_(std::move(by)), count_(count), sign_(is_worst_when_small(by_) ? 1.0 : -1.0) {}

  void add(std::uint64_t row) {
    if (row >= first_ + values_.size()) {
      first_ = row / batch_rows * batch_rows;
      values_ = read_values(file_, by_, first_, std::min<std::uint64_t>(batch_rows, file_.rows() - first_));
    }
    const double value = values_[row - first_];
    rows_.emplace(std::isnan(value) ? std::numeric_limits<double>::infinity() : sign_ * value, row);
    if (rows_.size() > count_) rows_.erase(std::prev(rows_.end()));
  }
  std::vector<std::uint64_t> rows() const {  // the worst first
    std::vector<std::uint64_t> sorted;
    for (const auto& [value, row] : rows_) sorted.push_back(row);
    return sorted;
  }

 private:
  const CampaignFile& file_;
  std::string by_;
  std::uint64_t count_, first_ = 0;
  double sign_;
  std::vector<double> values_;  // of rows first_ and on
  std::set<std::pair<double, std::uint64_t>> rows_;
};

// Column heads, broken at underscores, so that they are hardly wider than the values below.
std::vector<Line> table_heads(const Line& heads) {
  std::vector<Line> broken;
  for (std::size_t column = 0; column < heads.size(); ++column) {
    std::string rest = heads[column];
    for (std::size_t line = 0; !rest.empty(); ++line) {
      constexpr std::size_t width = 12;
      std::size_t cut = rest.size() <= width ? rest.size() : rest.rfind('_', width - 1);
      if (cut == std::string::npos) cut = std::min(rest.find('_'), rest.size());
      if (broken.size() <= line) broken.resize(line + 1, Line(heads.size()));
      broken[line][column] = rest.substr(0, cut + (cut < rest.size() ? 1 : 0));
      rest.erase(0, cut + 1);
    }
  }
  return broken;
}

std::string cell_text(const std::string& text, std::size_t column, std::size_t width) {
  return column == 1 || column == 2 ? fmt::format("  {:<{}}", text, width) : fmt::format("  {:>{}}", text, width);
}

// A table wider than the terminal is split into several, each with the case numbers.
std::string table_parts(const std::vector<Line>& lines, const std::vector<std::size_t>& widths, std::size_t columns) {
  std::string text;
  for (std::size_t begin = 1; begin < widths.size();) {
    std::size_t end = begin, used = widths[0];
    while (end < widths.size() && (end == begin || used + 2 + widths[end] <= columns)) used += 2 + widths[end++];
    text += text.empty() ? "" : "\n";
    for (const Line& line : lines) {
      std::string row = fmt::format("{:>{}}", line[0], widths[0]);
      for (std::size_t c = begin; c < end; ++c) row += cell_text(line[c], c, widths[c]);
      row.erase(row.find_last_not_of(' ') + 1);
      if (!row.empty()) text += row + "\n";  // empty: a line that no head reaches up to
    }
    begin = end;
  }
  return text;
}

// The list as it goes to stdout, part by part.
class Listing {
 public:
  Listing(const CampaignFile& file, const Cases& cases, const std::vector<ColumnInfo>& columns, bool csv)
      : file_(file), cases_(cases), columns_(columns), csv_(csv), heads_(heads_of(columns)), widths_(heads_.size(), 0) {
    if (csv_) farside::print(csv_text({heads_}));
  }
  void add(std::uint64_t row) {
    rows_.push_back(row);
    if (rows_.size() == batch_rows) print();
  }
  void end() {
    if (!rows_.empty()) print();
  }

 private:
  void print() {
    const std::vector<Line> lines =
        read_lines(file_, cases_, columns_, rows_.data(), rows_.data() + rows_.size(), csv_);
    rows_.clear();
    if (csv_) {
      farside::print(csv_text(lines));
      return;
    }
    std::vector<Line> shown = table_heads(heads_);
    if (!first_ && !terminal_) shown.clear();  // in a pipe the heads come once
    shown.insert(shown.end(), lines.begin(), lines.end());
    for (const Line& line : shown) {
      for (std::size_t c = 0; c < line.size() && (first_ || terminal_); ++c)
        widths_[c] = std::max(widths_[c], line[c].size());
    }
    farside::print(table_parts(shown, widths_, terminal_.value_or(std::numeric_limits<std::size_t>::max())));
    first_ = false;
  }

  const CampaignFile& file_;
  const Cases& cases_;
  const std::vector<ColumnInfo>& columns_;
  bool csv_, first_ = true;
  Line heads_;
  std::vector<std::size_t> widths_;
  std::optional<std::size_t> terminal_ = table_columns();
  std::vector<std::uint64_t> rows_;  // not printed yet
};

Endings endings_of(const CasesArguments& arguments) {
  const auto words = [](const char* option, const std::string& list) {
    return list.empty() ? std::vector<std::string>{} : split_list(option, list);
  };
  const bool by_something = arguments.worst || !arguments.cause.empty() || !arguments.mission.empty();
  const char* const preset = by_something ? outcome_all : outcome_failed;
  return {words("--outcome", arguments.outcome.empty() ? preset : arguments.outcome), words("--cause", arguments.cause),
          words("--mission", arguments.mission)};
}

ExitCode run(const CasesArguments& arguments) {
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file);
  const Cases cases = read_cases(FileTable(file));
  const bool ranked = arguments.worst.has_value();
  if (!ranked && !arguments.by.empty()) throw UsageError("--by: says what --worst N goes by; give that, too");
  const std::string by = arguments.by.empty() ? margin_least : arguments.by;
  const Endings asked = endings_of(arguments);
  const bool of_mission =
      !asked.missions.empty() || std::any_of(asked.causes.begin(), asked.causes.end(), is_mission_cause);
  std::vector<ColumnInfo> columns = find_columns(file, arguments.columns, of_mission);
  const Ended ended(file, cases, asked);
  std::uint64_t found = 0, listed = 0;
  if (ranked) {
    check_by(file, by);
    Worst worst(file, by, *arguments.worst);
    ended.for_each([&](std::uint64_t row, double) {
      worst.add(row);
      ++found;
    });
    if (std::none_of(columns.begin(), columns.end(), [&](const ColumnInfo& c) { return c.name == by; })) {
      columns.insert(columns.begin(), find_columns(file, by, false).front());
    }
    Listing listing(file, cases, columns, arguments.csv);
    for (const std::uint64_t row : worst.rows()) listing.add(row);
    listing.end();
    listed = std::min<std::uint64_t>(found, *arguments.worst);
  } else {
    Listing listing(file, cases, columns, arguments.csv);
    ended.for_each([&](std::uint64_t row, double) {
      listing.add(row);
      ++found;
    });
    listing.end();
  }
  tell(Remark::note,
       fmt::format("farside: {}: {}{} of {} cases", arguments.file,
                   ranked ? fmt::format("the {} worst of ", listed) : "", found, cases.judged()),
       arguments.quiet);
  return ExitCode::ok;
}

}  // namespace

void add_cases(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<CasesArguments>(app, invocation, "cases", "which cases failed, with the columns that tell why", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command
      .value("--outcome", a->outcome, "LIST",
             "safe, degraded, lost, unknown, numerical_failure, failed (all but safe), all; several with commas")
      .words({"safe", "degraded", "lost", "unknown", "numerical_failure", "failed", "all"});
  std::vector<std::string> causes(std::begin(cause_meanings), std::end(cause_meanings));
  causes.insert(causes.end(), std::begin(mission_cause_meanings) + 1, std::end(mission_cause_meanings));
  command
      .value("--cause", a->cause, "LIST",
             "only those of these first causes, such as tip_over,slid, or whose mission fails by egress, say")
      .words(causes);
  command
      .value("--mission", a->mission, "LIST",
             "only those whose mission goes_on, fails, or is unknown (aftermath.model: mission)")
      .words({std::begin(mission_meanings), std::end(mission_meanings)});
  constexpr std::uint64_t most = 1000000000;
  command.whole("--worst", a->worst, 1, most, "only the N worst, the worst first: by the least of their margins");
  command.value("--by", a->by, "COLUMN",
                "worst by this column: the largest first, of margins and of what remains the smallest");
  command.value("--columns", a->columns, "LIST",
                "what is listed, such as touchdown_tilt,in_*; margin_least is the least of all margins");
  command.flag("--csv", a->csv, "as CSV, numbers with all their digits");
  command.quiet(a->quiet);
  command.footer(
      "Without --outcome: all but the safe; with --cause, --mission or --worst, all.\n\nExample:\n    farside cases "
      "change4.h5 "
      "--outcome lost --columns 'touchdown_*,in_*' --csv > lost.csv\n    farside cases change4.h5 --outcome safe "
      "--mission fails");
}

}  // namespace farside
