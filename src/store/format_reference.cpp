#include "store/format_reference.h"

#include <nlohmann/json.hpp>

#include "store/hdf5/writer.h"

namespace farside {
namespace {

constexpr char introduction[] = R"(# The campaign file

Written by `farside`, generated from the lists it writes by (`src/record/landing_record.h`); a test keeps this page
fresh.

HDF5, readable by every version since 1.8. `xarray.open_dataset(FILE)` gives the table of cases with either engine
(netcdf4, h5netcdf):

```python
import xarray
cases = xarray.open_dataset("campaign.h5")
safe = cases.outcome == 0
cases.landing_east[safe].std()
one_row_a_case = cases.drop_dims(set(cases.dims) - {"case"}).to_dataframe()
```

## Rules
- One row a case, in the order of the case numbers: the dimension scale `case`. Every column is a dataset of the root
  group.
- Every column has the attributes `units` (UDUNITS spelling) and `long_name`. Angles are degrees.
- Not available is NaN, never 0. A case that was not run has `status` 0, NaN, -1 for categories, and an empty
  `failure_mask` (0), which has no value for "not available": ask `status` first.
- Categories are int8 with the CF attributes `flag_values` and `flag_meanings`; -1 is `not_applicable`. Sets of causes
  are int64 with `flag_masks` and `flag_meanings`.
- Columns whose smallest value is the worst, such as margins, have the attribute `worst` = `smallest`; of all others
  it is the largest.
- Columns are chunked and carry Fletcher-32 checksums; those that gzip shrinks well are shuffled and compressed.
  Variable-length texts are attributes only.
- A file appears under its name only when it is whole, and is never edited in place. Equal content is equal bytes with
  `--reproducible`, which leaves out dates, command line, host, threads and instruction set.
)";

constexpr char other_parts[] = R"(
## Root attributes
| attribute | type | meaning |
|---|---|---|
| `Conventions` | text | `CF-1.8` |
| `title` | text | name of the campaign |
| `filetype` | text | `farside-campaign` |
| `format_version` | int64 | version of this layout |
| `campaign_id` | text | SHA-256 of the resolved physics, the content of every input file and the model version: equal id, equal rows |
| `model_version` | int64 | rises when the bits of a row may change |
| `campaign_seed` | uint64 | seed of every random stream |
| `campaign_cases` | uint64 | cases of the whole campaign, of which this file may hold a part |
| `shard` | text | `I/N`: this file has part I of N |
| `complete` | int64 | 1: every case of the file was run; 0: some are `not_run` |

## /provenance
Attributes: `config_yaml` (every default filled in), `config_sha256`, `input_files` (SHA-256 and name, one a line),
`seed`, `version`, `commit`, `compiler`, `libraries`, `command_line`, `host`, `isa`, `started`, `finished`, `threads`.
Unknown ones are left out.

## /statistics
The attribute `json` holds the text that `farside reduce --json` writes. Its numbers are datasets of the same names: an
object is a group, a list of objects is a group with one array for each key (texts: attributes), null is NaN.

## /trajectories
Only where time histories were asked for. CF contiguous ragged arrays: `case_number` and `row_size` along `trajectory`;
`time`, the coordinate, and the other columns along `obs`, the samples of one trajectory after those of the other. In
the touchdown the navigation error is NaN, and so are command and throttle while the engine still thrusts: that model
doesn't know them.

The file that `farside replay -o` writes (`filetype` is `farside-trajectories`) has them at the root too, so that
`xarray.open_dataset(FILE)` gives them; the group holds the same datasets by a second name.

## /maps
The file that `farside map` writes (`filetype` is `farside-map`) has them at the root, and in the group by a second
name. Along `north` and `east`, the aim points in metres from the target: `lat`, `lon`, `p_safe`, `p_safe_high`,
`p_safe_lower`, `p_safe_upper`, `p_unknown`, `p_safe_between_grounds`; `p_safe_on_ground` along `ground` as well. NaN:
no knowledge. Along `aim` (best, target, worst), of touchdowns that had no part in the map: `aim_p_safe`,
`aim_p_safe_lower`, `aim_p_safe_upper`, `aim_east`, `aim_north`, `aim_lat`, `aim_lon`. `conditional_on` says what P
holds under, `interval` what the intervals are.

## Rare events
The file that `farside rare -o` writes (`filetype` is `farside-rare`): `probability`, `probability_lower`,
`probability_upper`, `probability_cov`, `flights`; along `repeat` `repeat_probability`; along `failure`, where one was
found, `case` (whose noise, ground and faults it has), `weight` (they sum to 1), `margin`, `distance` (sigma),
`first_cause` (code), `told`, and of each drawn input `in_PATH` and `sigma_PATH`, its standard normal coordinate, NaN
where it is as the case draws it. The attribute `json` is what `--json` writes.
)";

std::string type_text(const ColumnInfo& c) {
  return std::string(name_of(c.type)) + (c.dimension.empty() ? " (case)" : " (case, " + c.dimension + ")");
}

std::string row(const ColumnInfo& c) {
  return "| `" + c.name + "` | " + type_text(c) + " | " + c.units + " | " + c.long_name + " |\n";
}

}  // namespace

std::string format_reference(const Schema& schema) {
  std::string page = introduction;
  page +=
      "\n## Dimensions\n| dimension | extent | meaning |\n|---|---|---|\n| `case` | cases of the file | number of the "
      "case |\n";
  for (const DimensionInfo& d : schema.dimensions()) {
    page += "| `" + d.name + "` | " + std::to_string(d.extent) + " | " + d.long_name;
    for (std::size_t i = 0; i < d.meanings.size(); ++i) page += (i == 0 ? ": `" : ", `") + d.meanings[i] + "`";
    page += " |\n";
  }
  page += "\n## Columns\n| column | type | units | meaning |\n|---|---|---|---|\n";
  for (const ColumnInfo& c : schema.columns()) page += row(c);
  page +=
      "| `in_PATH` | float64 (case) | of the key | a dispersed input as the simulation used it: `.` of the path "
      "becomes `_`, the attribute `config_path` holds the path, `kind`, `source` and `distribution` what the "
      "configuration says |\n"
      "| `fault` | int8 (case) | 1 | where the configuration has `faults`: what breaks in the case, by `flag_meanings` "
      "`none`, their names in its order, `several` |\n"
      "| `fault_time` | float64 (case) | s | of a single one, the time from ignition from which on it holds |\n"
      "| `fault_height` | float64 (case) | m | of a single one, the height from which on it holds |\n"
      "| `replicate` | int64 (case) | 1 | where `campaign.sampling.method` is latin_hypercube or sobol: which "
      "replicate of the design the case is of, from 0 |\n"
      "| `outer_draw` | int64 (case) | 1 | where `campaign.sampling.outer` is more than 0: which draw of the epistemic "
      "inputs the case is of, from 1; 0: their best guess |\n"
      "| `saltelli_sample` | int64 (case) | 1 | where `campaign.sampling.method` is saltelli: which base sample the "
      "case "
      "is of, from 0 |\n"
      "| `saltelli_matrix` | int64 (case) | 1 | there, too: how its inputs are drawn, by `flag_meanings` `A`, `B`, and "
      "paths, joined by `+` where several are correlated: those as in B, all others as in A |\n";

  page += "\n## Flags\n| column | value | meaning |\n|---|---|---|\n";
  for (const ColumnInfo& c : schema.columns()) {
    const std::vector<std::int64_t>& flags = c.flag_masks.empty() ? c.flag_values : c.flag_masks;
    for (std::size_t i = 0; i < flags.size(); ++i) {
      page += "| `" + c.name + "` | " + std::to_string(flags[i]) + " | " + c.flag_meanings[i] + " |\n";
    }
  }
  return page + other_parts;
}

nlohmann::ordered_json format_json(const Schema& schema) {
  nlohmann::ordered_json format;
  format["filetype"] = campaign_filetype;
  format["format_version"] = format_version;
  for (const DimensionInfo& d : schema.dimensions()) {
    auto& dimension = format["dimensions"][d.name];
    dimension = {{"extent", d.extent}, {"long_name", d.long_name}};
    if (!d.meanings.empty()) dimension["flag_meanings"] = d.meanings;
  }
  for (const ColumnInfo& c : schema.columns()) {
    auto& column = format["columns"][c.name];
    column["type"] = name_of(c.type);
    column["dimensions"] =
        c.dimension.empty() ? std::vector<std::string>{"case"} : std::vector<std::string>{"case", c.dimension};
    column["units"] = c.units;
    column["long_name"] = c.long_name;
    if (!c.flag_values.empty()) column["flag_values"] = c.flag_values;
    if (!c.flag_masks.empty()) column["flag_masks"] = c.flag_masks;
    if (!c.flag_meanings.empty()) column["flag_meanings"] = c.flag_meanings;
    if (is_worst_when_small(c.name)) column["worst"] = "smallest";
    if (!c.config_path.empty()) column["config_path"] = c.config_path;
  }
  return format;
}

}  // namespace farside
