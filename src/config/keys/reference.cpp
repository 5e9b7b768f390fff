#include <fmt/format.h>

#include <string_view>

#include "config/keys/distribution.h"
#include "config/keys/fault.h"
#include "config/keys/listed.h"
#include "config/keys/registry.h"
#include "config/keys/schema.h"
#include "config/keys/thruster.h"
#include "config/resolved.h"
#include "config/sections.h"
#include "config/yaml/scalar.h"
#include "moon/height_grid.h"
#include "moon/listed_relief.h"
#include "moon/terrain/relief_scales.h"

namespace farside {
namespace {

constexpr char head[] = R"(# Configuration

Every key, with unit, default and limits. Written by `farside schema --markdown` from the declarations in `src/`; a test
compares. Campaigns to copy lie in this folder: `change4.yaml`, the reference mission; `change4_lola.yaml` and
`change4_nac.yaml`, the same over maps; `change4_filter.yaml`, which doesn't look for hazards, and `change4_blind.yaml`,
with simple navigation as well; `change4_orbit.yaml`, this one begun in its orbit; `change4_faults.yaml`, with what may
break; `vonkarman_map.yaml`, a map of risk; `hakuto_r.yaml`, `slim.yaml`, `beresheet.yaml`, `vikram.yaml`, `im_1.yaml`,
`surveyor_3.yaml` and `polar_lander.yaml`, accidents that were flown; `closed_form/`, single flights whose result is
known exactly; `vehicles/`, vehicles to include; `ground/`, grounds to include. `farside example` lists them,
`farside example change4 >my.yaml` writes one with what it includes.

## How a configuration is read
- YAML (or JSON, which is YAML), one document in UTF-8, at most 1 MiB. Only `farside: 1` is required; what is left out
  takes its default.
- The unit is the end of the key's name. Angles are in degrees, everything else in SI units.
- Unknown and duplicate keys, values out of limits, `nan`, quoted numbers, numbers that begin with 0, `yes` and `no`,
  anchors, aliases, tags (but for `!!int "24"`, `!!float "0.5"`, `!!bool "true"`, as some writers put them) and merge
  keys are errors. All errors of a file are listed with line and column.
- `farside validate FILE --resolved` prints the configuration with every default filled in.
- `--set PATH=VALUE` sets any key by its path, before everything is checked: `--set vehicle.engine.isp_s=308`. Elements
  of lists go by their path or name (`dispersions[vehicle.engine.isp_s].normal.sd`, `requirements[soft].probability`) or
  by their index (`dispersions[0].normal.sd`), the index one past the last appends; dispersions of an included file by
  their path alone. VALUE is YAML, such as `[1, 2]`; an empty one takes the key out, so that its default holds
  (`--set dispersions=` flies every case alike).
- `include: vehicles/change4.yaml` takes in another file of this kind, by its path from the configuration's folder;
  `include: [vehicles/change4.yaml, ground/smooth_mare.yaml]` takes in several. Sections are merged key by key, and the
  configuration's own keys win, then those of the later file; lists are taken whole, but for `dispersions`: those of the
  files follow, without the inputs that what wins over them disperses (a `multivariate_normal` keeps its others). Of an
  included `start` another block than that of what wins is left out, and its dispersions with it. An included file may
  include others, from its own folder. The campaign's id knows only what results, not how it was split.
- Relative paths of files start at the configuration's folder or, if there is no such file, at the current one.
)";

constexpr char maps_head[] = R"(
## Maps
`moon.terrain.layers` with `moon.terrain.model: dem` is a list of raster files of heights, the finest first; at most {}.
Outside of the finest comes the next, at last the sphere through the target. Formats: GeoTIFF, PDS3, PDS4, ISIS2, ISIS3,
VICAR, ENVI, Erdas Imagine, ESRI's grids (.flt, .bil, .asc), JPEG2000; no other is opened. What a map consists of
(label, image, projection, mask) lies in one folder, and its files name each other without a folder. Nothing is written
there, and the network is not used.

- Heights are metres or kilometres (the band's unit, `UNIT` of a PDS3 label) above the sphere of 1 737 400 m, by the
  file's scale and offset; an offset of that radius makes values radii. Other units, other spheres, pictures (RGB,
  palettes, 8 bits without a scale), several bands and values that the Moon doesn't have (below -9.5 or above 11 km) are
  refused, most of them with the command that mends the map.
- No data is what the file says: its no-data value, a mask inside or beside it (`.msk`), an alpha band, NaN. There the
  next map shows; where none does, a case is `off_map`. The target needs data.
- A map is taken at its word: where it has the target more than 100 m off `site.elevation_m`, that is warned of, with
  what it may come from. So is a finer map under a coarser one, a map of which much stays unused, one that is filled
  with 0 far from its other heights, and a step of the ground where one map gives way to the next (over four postings
  of the upper one), if their relief and noise don't explain it.
- A grid has at most 4,001 x 4,001 heights. A map without `half_width_m` that is wider is that grid about the target,
  and beyond, where no other map of the list lies, a second one of wider spacing as far as the map reaches on all sides.
  A warning says so; both are moved by the same error. With four maps listed there is no second grid, and the warning
  says what of the map is used.
- Masks, labels, projections, world files and what a `.aux.xml` says of places, values and no data belong to the map and
  to `input_files`; pyramids (`.ovr`) and a `.aux.xml` of statistics don't.

| key | unit | default | limits | meaning |
|---|---|---|---|---|
| `path` | | required | | file that GDAL reads |
| `spacing_m` | m | the map's own | 0.01..100000 | of the grid about the target that it is resampled to |
| `half_width_m` | m | as far as the map reaches | 1..1200000 | of that square |
| `le90_m` | m | 0 | 0..{} | 90 % of its heights are nearer to the truth |
| `ce90_m` | m | 0 | 0..{} | 90 % of its places are nearer to the truth, in the plane |

A map that says how far it may be wrong is flown over displaced: each case draws by how much its ground is higher
(`moon.terrain.layer0_error.up_m` of the first map, `layer1_error` of the next; normal, `le90_m` is 1.6449 sd) and how
far east and north of where the map has it (`east_m`, `north_m`; `ce90_m` is 2.1460 sd of each). What is known on board
stays the map. These stand in the resolved text as dispersions, epistemic, and can be written otherwise: an entry for
the path takes their place, and `dispersions: []` leaves them out.
)";

constexpr char thrusters_head[] = R"(
## Thrusters
`vehicle.thrusters.model: pulses` has the thrusters of `vehicle.thrusters.list`, at most {}, each open or shut:
```yaml
vehicle:
  thrusters:
    model: pulses
    list:
      - {{x_m: 1.2, z_m: 2, force_z_N: 10}}
      - {{x_m: -1.2, z_m: 2, force_z_N: -10}}
```
The flight software shares a torque out by fixed shares of each half axis: those that reach it with the least sum of
squares, all of the set's thrusters helping, for the nominal centre of gravity with half of the propellant. So they must
be able to turn the vehicle both ways about every axis. A pulse lasts at least `gnc.control.pulse_least_s` and at most a
control period; a set 2 of stronger ones gives what the first can't. `torque_max_*_N_m` still limits what is asked for;
`arm_m` belongs to the model `torque`.

| key | unit | limits | meaning |
|---|---|---|---|
)";

constexpr char listed_head[] = R"(
## Listed relief
Craters and rocks of which place and size are known, the same for all cases, in lists beside the laws of
`moon.terrain.relief`. `model: listed` has them alone, `model: generated` on top of what is drawn:
```yaml
moon:
  terrain:
    relief:
      model: listed
      craters:
        listed:
          - {{east_m: 0, north_m: 20.9, diameter_m: 25, depth_m: 2}}
          - {{file: craters.csv}}
      rocks:
        listed: [{{east_m: 1.5, north_m: -2, diameter_m: 0.6, height_m: 0.3}}]
```
A file is CSV: a line with the names of the keys below, in any order, then a row each, all separated by commas, or by
semicolons or tabs; lines that begin with # are left out. Its content belongs to the campaign. A crater has the profile
of those that are drawn, its depth the given one from the crest of its rim to its floor, and reaches out to 1.5 radii; a
rock is half an ellipsoid, round in plan, that stands on the ground under its middle. Where craters overlap their
heights add up; a rim may stand at most {}_m over the plain. Rocks must stand far enough apart for a vehicle to meet at
most {} of them at once.

| key | unit | limits | meaning |
|---|---|---|---|
)";

constexpr char clouds_head[] = R"(
## Clouds
`start.from_file: FILE` begins each case with the state that another program has computed: case i has row i of a CSV
file with a line of names (separated by commas, semicolons or tabs; numbers have decimal points), or of an HDF5 file
whose root group has a dataset with one dimension for each column. The names are paths of keys, in their units:
```
start.touchdown.height_m,start.touchdown.velocity_up_m_s,start.touchdown.tilt_east_deg,vehicle.mass.propellant_kg
0.3,-1.92,0.4,266.1
0.3,-2.05,-1.1,254.8
```
The columns say whether cases begin with `start.descent`, `start.site`, `start.touchdown` or `start.orbit`; what they
don't give is taken from that block of the configuration. Any other key marked with d may have a column, but not a
dispersion as well. A column `case` or `index` numbers the rows from 0. A dataset's attribute `units`, if it has one, is
that of the output file's columns (`m s-1`). `campaign.cases` is the number of rows, or fewer. The content of the file
belongs to the campaign: with another one it is another campaign.
)";

constexpr char orbits[] = R"(
## Orbits
`start.orbit` begins with an orbit as it was determined at an epoch, at most 5 days before ignition, and follows it
freely, in the gravity of the campaign. Flight software believes the nominal orbit, and ignition is planned by it: at
`site.epoch_utc`, or where it has `range_deg` to go. So it is at one time in all cases, and what a case's orbit is off
by then, the software doesn't know.
```yaml
start:
  orbit:
    epoch_utc: 2019-01-03T01:18:08Z
    frame: j2000
    position_x_m: 396083.519
    # and so on: y, z, velocity_x_m_s, ...
    ignition: range
    range_deg: 15.6
    covariance_axes: rtn
    covariance: [[2500, 0, 0, 0, -2.4, 0], ...]
```
- The covariance is of position and velocity, in that order, with signs as its axes have them: `rtn` radial, along the
  track and across it, of the nominal orbit, not turning with it; `moon_fixed` with velocities relative to the turning
  Moon; `j2000`. Its errors are drawn in radial, along-track and cross-track axes (`start.orbit.radial_m` and so on)
  and stand in the resolved text as the last of the dispersions; `dispersions: []` leaves them out.
- `oem: FILE` gives epoch, state and covariance: a CCSDS Orbit Ephemeris Message (502.0-B, versions 1 to 3) in keyword
  = value notation, with one segment about the Moon and one covariance, at the epoch of one of its states. Frames ICRF,
  EME2000, J2000, GCRF, MOON_ME, IAU_MOON, of the covariance RTN and RSW as well; times in UTC, TAI, TT, TDB. What it
  says stands in the resolved text, so that a stored campaign needs no file.
- The Moon's axes are those of the IAU (WGCCRE 2009) at ignition, within 130 m of the mean-Earth ones on the ground,
  and turn uniformly until then (4 m in an hour). Neither Earth nor Sun pulls: the Earth's tide (at most 2.5e-5 m/s2,
  150 m in half a revolution) would move all cases and the nominal orbit alike.
)";

constexpr char own_software[] = R"(
## Your own flight software
`gnc.library: FILE` flies by a shared object with the C functions of `<farside/flight_software.h>`, which `cmake
--install` installs (target `farside::flight_software`). It takes the place of `gnc.guidance`; navigation and control go
on, and it may leave the attitude to them. What it is told and says, what it must keep to and an example that lands:
[src/example](../src/example/README.md).
```yaml
gnc:
  library: build/libmine.so
  navigation: {mode: filter}
  guidance: {period_s: 1}
```
Its file's content belongs to the campaign: other software is another campaign. A case in which it crashes, hangs, gives
up or gives no command is lost, with the first cause `flight_software`, and no other case is touched. It can't write
files, has no network, and has scans of the hazard lidar when it asks for them, with
`gnc.avoidance.mode: lidar`.
)";

constexpr char dispersions_head[] = R"(
## Dispersions
`dispersions` is a list of uncertain inputs. An input is a key that is marked with d above, by its path:
```yaml
dispersions:
  - {path: vehicle.engine.thrust_scale, normal: {sd: 0.0033}, kind: aleatory, source: engine tests}
  - paths: [start.descent.radial_m, start.descent.along_m_s]
    multivariate_normal: {sd: [60, 0.15], correlation: [[1, -0.95], [-0.95, 1]]}
```
Each input has one distribution. Its numbers are in the unit of the key. `kind` is `aleatory` (differs from landing to
landing; the default) or `epistemic` (one value that nobody knows better); `source` says where the spread comes from.
Both are kept with the column. `drawn: once` gives all cases of the campaign one value: what they share, as an error of
the survey, without which P can't be told; `conditional_on` names it.

Values are never clipped. Bounds, single values and means must lie within the limits of the key; a distribution without
bounds must have all but about 1e-9 of its probability there (a normal: 6 sd). A draw depends on seed, path and case
number alone: another entry more or less moves none of the others.

Rules between keys (a thrust below its lowest, an inertia of no body, a step too long for what is drawn) and the limits
of each key hold for every case's draw, too. The draws of the first 200,000 cases are looked at before one is flown, and
by `farside validate`: where one can't be, `campaign.invalid_draws: refuse` ends the campaign with exit 3, the cases,
the rule and the distribution to mend; `count`, and a later one, leaves such cases unflown, as numerical failures with
the first cause `invalid_draw`.

An input that the chosen models never read (a slope where the ground is a sphere) is named by `validate` and `run`, with
what reads it; `--strict` makes it an error, but for those of an included file, which campaigns share.

| distribution | of | meaning |
|---|---|---|
)";

constexpr char correlations[] = R"(
A truncated normal has its figures in one of three senses: `lower` and `upper` are values, and `sd` is that before
truncation; `k` counts this `sd`; and `sd_after`, in place of `sd`, is that of the values which are left (of bounds at
2 sd, 0.88 of it), for bounds about the mean. What lies beyond is never drawn, and nothing piles up at the bounds.

An `empirical` distribution has the values of a column of a CSV file (as those of clouds), as measured. Its file is
looked for as maps are, stands among the input files with its SHA-256, and its content belongs to the campaign.

Inputs of any distributions are correlated by an entry of their own, a Gaussian copula:
```yaml
dispersions:
  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}
  - {path: vehicle.engine.lag_s, uniform: {min: 0.1, max: 0.3}}
  - {paths: [vehicle.engine.isp_s, vehicle.engine.lag_s], copula: {correlation: [[1, 0.6], [0.6, 1]]}}
```
Each keeps its distribution. `correlation` is that of their standard normal coordinates, which is that of the values
where these are normal; `rank_correlation` is Spearman's, of the ranks. The first of the list is drawn as by itself.
)";

constexpr char sampling[] = R"(
## Sampling
`campaign.sampling.method` says how the inputs of the cases lie together; each by itself has its distribution by all of
them.

| method | cases | gain |
|---|---|---|
| `random` | independent | none; its intervals are exact |
| `latin_hypercube` | of each input, one in each of as many equally likely parts | what inputs do to a mean each by itself no longer scatters |
| `sobol` | a scrambled sequence: even in several inputs at once, most of all in the first of the list | that of a hypercube, and much of what two inputs do together |
| `saltelli` | `cases` base samples, each flown with two draws of all inputs, A and B, and with A but for one input as B has it, of each input | none; Sobol' indices, with intervals: what share of a variance is each input's alone, and in all |

```yaml
campaign: {cases: 1600, sampling: {method: latin_hypercube}}
```
- Cases of a design aren't independent of each other. So `replicates` of it (16 unless given) are flown by turns, each
  scrambled by itself: case i is of replicate i modulo their number (column `replicate`), and intervals come from their
  scatter (`method: replicates`). Where an event, or its absence, befell fewer than 10 cases a replicate, a bound is
  never nearer than that of as many random cases.
- `sobol`: case i is the same for any number of cases. It is most even where a replicate has a power of two of them, as
  1,024 cases in all, or 4,096. An input's dimension is its place in the list of dispersions.
- `latin_hypercube`: `cases` is the number of replicates, times `size`, doubled as often as you like. A campaign can be
  doubled with every case that was flown (`--cases`, `--resume`): 1,600 cases are the first of 3,200. Without `size` it
  is the largest odd one of which `cases` are doublings; a campaign of another size is another campaign.
- `outer: M` parts what isn't known from what differs: `cases` are flown with the epistemic inputs at their best guess
  (their medians), and again with each of M draws of them, which share all else: aleatory inputs, noise, ground. Case i
  is of draw i modulo M + 1 (column `outer_draw`; 0 is the best guess). P(safe), and all other statistics, are told at
  the best guess, each with its interval; `band` says where P lies in 90 % of the draws, and in all; `epistemic` which
  inputs the band goes with, and how much of it with those whose `source` begins with E (engineering default) or R
  (recalled). A requirement passes where it does at the best guess and at every draw, and fails where it does at the
  best guess. Draws are a hypercube of M points, the beginning of the sequence, or random, as the method is.
- `saltelli`: k inputs make N (k + 2) cases, where `cases` is N. What is correlated (`multivariate_normal`, copulas)
  moves together and counts as one input, and what is constant, `drawn: once` or read by nothing as none. Case i is of
  base sample i over k + 2 (column `saltelli_sample`) and of matrix i modulo k + 2 (`saltelli_matrix`: A, B, then the
  inputs in the order of the list). A and B of base sample j are cases 2 j and 2 j + 1 of the random campaign: P and all
  other statistics are of these 2 N independent cases. The others fly with the noise and the faults of their A, so that
  they differ in their input alone. `reduce --json` has the indices (`sobol`) of the safe landing, of the least margin
  and of quantities of requirements; `farside drivers` tells them, `--of` of others. More `cases` extend it
  (`--resume`); with another list of inputs it is another campaign.
- Noise in flight, the ground and whether a fault strikes are drawn at random in every case.
- A site has one ground, though nobody knows which: `{path: moon.terrain.relief.ground, uniform: {min: 0, max: 1}, kind:
  epistemic}` with `outer` gives all cases of a draw the same one. Where nothing else is epistemic, the band is how P
  differs between grounds; the scatter from draw to draw, less what is chance, is its standard deviation. By aim point
  `farside map` tells it (`p_safe_between_grounds`).
- `campaign.strata: faults`, `campaign.stop`, `farside map` and `farside rare` need `random` draws without `outer`.
)";

constexpr char faults_head[] = R"(
## Faults
`faults` is a list of what may break. Each strikes in a case with its probability, by itself and independently of all
others; the draws hang on its name, seed and case number alone.
```yaml
faults:
  - {mechanism: engine_off, probability: 5.0e-4, when: {time_s: [0, 600]}, source: engine tests}
  - {mechanism: thrust_loss, name: nozzle, probability: 1.0e-3, when: {height_m: [30, 80]}, left_frac: 0.55}
  - {mechanism: leg_weak, probability: 1.0e-3, leg: 2}
```
`when` says from when on it holds: a time from ignition, the start of a phase of the flight software, or a delay after
it (`{phase: approach, delay_s: [0, 5]}`), or on the way down a height (of the CG above the target's level for the
engine, of the pad plane above the ground for sensors); two numbers are drawn between, evenly. When a phase begins is
what the case shows that is flown until then: `fault_time` tells it, and `farside sample` doesn't know it yet. One that
strikes after the landing, or in a phase that doesn't come, breaks nothing. `name` is a word of its own, the mechanism's
unless given. A mechanism sets the keys of the table, over what they have and what is dispersed; its options have their
units and limits. Without `faults` the same keys can be set, or dispersed, as any other. A fault whose keys the chosen
models don't read is warned of.

The output file says what broke in each case: `fault` (`none`, a name, or `several`), `fault_time`, `fault_height`;
statistics tell P(safe) with faults and without, and of each fault.

By chance, rare faults are seldom flown. `campaign.strata: faults` (`farside run --strata faults`) forces them:
`campaign.cases` cases without a fault and as many with each of them alone, in turn. The k-th case of every stratum is
the same but for its fault. P(safe) is put together from the strata, weighted by the probabilities that none strikes,
or that one alone does (column `weight`); several at once aren't flown, and count as safe at the high end alone. What
is no probability (quantities, landing points) is told of the cases without a fault. `farside reduce FILE --fault-rates
RATES` does so by other probabilities, `name: probability` a line, one for each fault, of any file with faults.

| mechanism | `when` | options | sets | meaning |
|---|---|---|---|---|
)";

std::string fault_row(const FaultMechanism& m) {
  const auto add = [](std::string& list, const std::string& word) { list += (list.empty() ? "" : ", ") + word; };
  std::string when, options, sets;
  if (*m.time_path) {
    add(when, "`time_s`, `phase`");
    add(sets, fmt::format("`{}`", m.time_path));
  }
  if (*m.height_path) {
    add(when, "`height_m`");
    add(sets, fmt::format("`{}`", m.height_path));
  }
  if (m.has_leg()) add(options, "`leg` (0)");
  for (const FaultEffect& e : m.effects) {
    const std::string value = to_short_text(e.value);
    if (*e.option) add(options, fmt::format("`{}` ({})", e.option, value));
    add(sets, fmt::format("`{}`{}", e.path, *e.option ? (e.factor ? ", a factor" : "") : ": " + value));
  }
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", m.name, when, options, sets, m.text);
}

constexpr char requirements_head[] = R"(
## Requirements
`requirements` is a list of what the campaign has to show. `farside reduce --gate` turns the verdict into the exit code:
pass if the one-sided exact lower bound of the share of cases that meet it is at least `probability`, fail if the upper
bound is below, else inconclusive. Cases that can't be told (outcome `unknown`, numerical failures) don't meet it for
the lower bound, and do for the upper one. A failure is asked for the other way round: pass if the upper bound of the
share of cases with it is at most `max_probability`.
```yaml
requirements:
  - {name: soft, quantity: touchdown_speed_vertical, max: 3.8, probability: 0.9973, confidence: 0.9}
  - {name: safe, event: safe, probability: 0.99, confidence: 0.9}
  - {name: tip-over is rare, event: tip_over, max_probability: 0.01, confidence: 0.9}
```

| key | unit | default | limits | meaning |
|---|---|---|---|---|
| `name` | | required | | title, unlike the others' |
| `quantity` | | | | a column of numbers ([FORMAT.md](../src/store/FORMAT.md)), with either `min` or `max` |
| `min`, `max` | the column's | | | limit that meets it |
| `event` | | | | instead of a quantity: `safe`, or a failure: a cause of FORMAT.md, whether or not it was the first of its case |
| `probability` | | required, but not of a failure | between 0 and 1 | share of the cases that has to meet it |
| `max_probability` | | required of a failure | between 0 and 1 | share of the cases that it may befall at most |
| `confidence` | | required | between 0 and 1 | of the one-sided bound |
)";

std::string limits(const Key& key) {
  switch (key.kind) {
    case KeyKind::real:
      return to_short_text(key.range.min) + ".." + to_short_text(key.range.max);
    case KeyKind::duration:
      return fmt::format("{}..{}, multiples of {}", to_short_text(key.range.min), to_short_text(key.range.max),
                         to_short_text(tick_s));
    case KeyKind::whole:
      return key.range.min == key.range.max ? "" : to_short_text(key.range.min) + ".." + to_short_text(key.range.max);
    case KeyKind::count:
      return key.range.max > 1e18 ? "0..2^64-1" : to_short_text(key.range.min) + ".." + to_short_text(key.range.max);
    case KeyKind::flag:
      return "`true`, `false`";
    case KeyKind::choice: {
      std::string text;
      for (const std::string& c : key.choices) text += (text.empty() ? "`" : ", `") + c + "`";
      return text;
    }
    case KeyKind::utc:
      return "years 1900 to 2199";
    default:
      return "";
  }
}

std::string key_row(const Key& key, const std::string& section) {
  const std::string unit = std::string_view(key.unit.name) == "1" ? "" : key.unit.name;
  const std::string preset = key.kind == KeyKind::list ? "[]" : value_text(key, key.preset);
  const std::string name = key.path.substr(section.empty() ? 0 : section.size() + 1);
  return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", name, unit, preset, limits(key),
                     key.dispersible() ? "d" : "", key.text);
}

void add_rows(const Section& section, const std::string& top, std::string& text) {
  for (const std::size_t index : section.keys) text += key_row(registry().keys()[index], top);
  for (const Section& s : section.sections) add_rows(s, top, text);
}

constexpr char table_head[] = "| key | unit | default | limits | | meaning |\n|---|---|---|---|---|---|\n";

std::string distribution_row(const DistributionInfo& i) {
  std::string arguments;
  for (const Argument& a : i.arguments) {
    arguments +=
        fmt::format("{}`{}`: {}{}", arguments.empty() ? "" : "; ", a.name, a.required ? "" : "(optional) ", a.text);
  }
  return fmt::format("| `{}` | {} | {} |\n", i.name, arguments, i.text);
}

}  // namespace

std::string key_reference() {
  std::string text = head;
  text += "\n## Top level\nKeys marked with d can be dispersed.\n\n";
  text += table_head;
  for (const std::size_t index : registry().root().keys) text += key_row(registry().keys()[index], "");
  for (const Section& s : registry().root().sections) {
    text += fmt::format("\n### {}\n{}\n\n{}", s.name,
                        fmt::format("{}{}.", static_cast<char>(s.text[0] - 'a' + 'A'), s.text + 1), table_head);
    add_rows(s, s.path, text);
  }
  text += fmt::format(maps_head, max_height_grids, layer_le90_max_m, layer_ce90_max_m);
  text += fmt::format(thrusters_head, thrusters_max);
  for (const ThrusterKey& key : thruster_keys)
    text += fmt::format("| `{}` | {} | {}..{} | {} |\n", key.name, key.unit, to_short_text(key.range.min),
                        to_short_text(key.range.max), key.text);
  text += fmt::format("| `set` | | 1..{} | {} |\n", thruster_sets, thruster_set_text);
  text += fmt::format(listed_head, relief_highest_m, listed_rocks_about_max);
  for (const ListedKind kind : listed_kinds) {
    for (const ListedColumn& column : info(kind).columns)
      text += fmt::format("| {} `{}` | {} | {}..{} | {} |\n", info(kind).one, column.name, column.unit,
                          to_short_text(column.range.min), to_short_text(column.range.max), column.text);
  }
  text += clouds_head;
  text += orbits;
  text += own_software;
  text += dispersions_head;
  for (const DistributionInfo& i : distributions()) text += distribution_row(i);
  text += correlations;
  text += sampling;
  text += faults_head;
  for (const FaultMechanism& m : fault_mechanisms()) text += fault_row(m);
  text += requirements_head;
  return text;
}

}  // namespace farside
