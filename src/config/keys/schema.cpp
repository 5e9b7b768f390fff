#include "config/keys/schema.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "config/keys/distribution.h"
#include "config/keys/fault.h"
#include "config/keys/listed.h"
#include "config/keys/registry.h"
#include "config/keys/thruster.h"
#include "config/sections.h"
#include "moon/height_grid.h"
#include "record/fault_rates.h"
#include "record/landing_record.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// Whole numbers as JSON integers: 5 cases, not 5.0.
Json number(double x) {
  return x == std::floor(x) && std::fabs(x) < 9e15 ? Json(static_cast<std::int64_t>(x)) : Json(x);
}

Json text_schema(const std::string& description) {
  return {{"type", "string"}, {"minLength", 1}, {"description", description}};
}

Json object_schema(Json properties) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

Json number_schema(const char* description) { return {{"type", "number"}, {"description", description}}; }

Json argument_schema(const Argument& a) {
  const Json numbers = {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 1}};
  if (a.shape == Shape::text) return text_schema(a.text);
  Json schema = a.shape == Shape::number ? Json{{"type", "number"}} : numbers;
  if (a.shape == Shape::matrix) schema = {{"type", "array"}, {"items", numbers}, {"minItems", 1}};
  schema["description"] = a.text;
  return schema;
}

Json distribution_schema(const DistributionInfo& i) {
  Json properties = Json::object(), required = Json::array();
  for (const Argument& a : i.arguments) {
    properties[a.name] = argument_schema(a);
    if (a.required) required.push_back(a.name);
  }
  Json schema = object_schema(std::move(properties));
  schema["description"] = i.text;
  if (!required.empty()) schema["required"] = required;
  if (i.kind == Distribution::rayleigh) schema["minProperties"] = schema["maxProperties"] = 1;
  return schema;
}

Json dispersions_schema() {
  Json paths = Json::array();
  for (const Key& key : registry().keys()) {
    if (key.dispersible()) paths.push_back(key.path);
  }
  Json properties;
  properties["path"] = {{"enum", paths}, {"description", "the input"}};
  properties["paths"] = {{"type", "array"},
                         {"items", {{"enum", paths}}},
                         {"minItems", 1},
                         {"uniqueItems", true},
                         {"description", "the inputs of multivariate_normal, or of a copula"}};
  Json choices = Json::array();
  for (const DistributionInfo& i : distributions()) {
    properties[i.name] = distribution_schema(i);
    choices.push_back({{"required", {i.kind == Distribution::multivariate_normal ? "paths" : "path", i.name}}});
  }
  const Json matrix = argument_schema({"", Shape::matrix, false, "matrix, rows in the order of the paths"});
  properties["copula"] = object_schema({{"correlation", matrix}, {"rank_correlation", matrix}});
  properties["copula"]["minProperties"] = properties["copula"]["maxProperties"] = 1;
  properties["copula"]["description"] = "correlates inputs that are dispersed elsewhere in the list; takes `paths`";
  choices.push_back({{"required", {"paths", "copula"}}});
  properties["kind"] = {
      {"enum", {"aleatory", "epistemic"}},
      {"default", "aleatory"},
      {"description", "aleatory: differs from landing to landing; epistemic: one value that is not known better"}};
  properties["drawn"] = {{"enum", {"every_case", "once"}},
                         {"default", "every_case"},
                         {"description", "once: one value for all cases of the campaign"}};
  properties["source"] = text_schema("where the spread comes from");
  Json item = object_schema(std::move(properties));
  item["oneOf"] = choices;
  return {{"type", "array"}, {"items", item}};
}

Json faults_schema() {
  Json kinds = Json::array();
  for (const FaultMechanism& m : fault_mechanisms()) {
    Fault any;
    any.mechanism = &m;
    Json properties;
    properties["mechanism"] = {{"enum", {m.name}}, {"description", m.text}};
    properties["name"] = {{"type", "string"},
                          {"pattern", "^[a-z][a-z0-9_]{0,59}$"},
                          {"description", "a word of its own; the mechanism's unless given"}};
    properties["probability"] = {
        {"type", "number"}, {"minimum", 0}, {"maximum", 1}, {"description", "that it strikes in a case"}};
    properties["source"] = text_schema("where the probability comes from");
    Json required = Json::array({"mechanism", "probability"});
    if (m.has_onset()) {
      const Json one{{"type", "number"}, {"minimum", 0}};
      const Json value{{"oneOf", {one, {{"type", "array"}, {"items", one}, {"minItems", 2}, {"maxItems", 2}}}}};
      Json when = Json::object();
      Json forms = Json::array();
      const auto alone = [&](const char* name) {
        when[name] = value;
        forms.push_back({{"required", {name}}, {"maxProperties", 1}});
      };
      if (*m.time_path) {
        alone("time_s");
        when["phase"] = {
            {"enum", std::vector<std::string>(std::begin(phase_names), std::begin(phase_names) + descent_phase_count)}};
        when["delay_s"] = value;
        forms.push_back({{"required", {"phase"}}});
      }
      if (*m.height_path) alone("height_m");
      properties["when"] = object_schema(std::move(when));
      properties["when"]["oneOf"] = std::move(forms);
      properties["when"]["description"] =
          "from when on it holds: a time, the start of a phase or a delay after it, or a height, or two to draw "
          "between";
      required.push_back("when");
    }
    if (m.has_leg()) properties["leg"] = {{"type", "integer"}, {"minimum", 0}, {"maximum", legs_max - 1}};
    for (const FaultEffect& e : m.effects) {
      if (!*e.option) continue;
      const Key& key = *registry().find(any.path_of(e));
      properties[e.option] = {{"type", "number"},
                              {"minimum", number(key.range.min)},
                              {"maximum", number(key.range.max)},
                              {"default", number(e.value)},
                              {"description", key.text}};
    }
    Json kind = object_schema(std::move(properties));
    kind["required"] = required;
    kinds.push_back(std::move(kind));
  }
  return {{"type", "array"}, {"items", {{"oneOf", kinds}}}, {"maxItems", faults_max}};
}

Json requirements_schema() {
  Json events = Json::array({"safe"});
  for (const char* cause : cause_meanings) {
    if (std::string_view(cause) != "none") events.push_back(cause);
  }
  const auto share = [](const char* description) {
    return Json{{"type", "number"}, {"exclusiveMinimum", 0}, {"exclusiveMaximum", 1}, {"description", description}};
  };
  Json properties;
  properties["name"] = text_schema("title of the requirement, unlike the others'");
  properties["quantity"] = text_schema("a column of numbers of the output file");
  properties["min"] = number_schema("smallest value of the quantity that meets it, in the column's unit");
  properties["max"] = number_schema("largest value of the quantity that meets it, in the column's unit");
  properties["event"] = {{"enum", events}, {"description", "instead of a quantity"}};
  properties["probability"] = share("share of the cases that has to meet it");
  properties["max_probability"] = share("of an event that is a failure: share of the cases that it may befall at most");
  properties["confidence"] = share("of the one-sided bound");
  Json item = object_schema(std::move(properties));
  item["required"] = {"name", "confidence"};
  const Json safe{{"properties", {{"event", {{"enum", {"safe"}}}}}}};
  const Json failure{{"properties", {{"event", {{"not", {{"enum", {"safe"}}}}}}}}};
  item["oneOf"] = {{{"required", {"quantity", "min", "probability"}}},
                   {{"required", {"quantity", "max", "probability"}}},
                   {{"required", {"event", "probability"}}, {"properties", safe["properties"]}},
                   {{"required", {"event", "max_probability"}}, {"properties", failure["properties"]}}};
  return {{"type", "array"}, {"items", item}};
}

Json layers_schema() {
  Json properties;
  properties["path"] = text_schema("file of heights that GDAL reads; relative to the folder of the configuration");
  properties["spacing_m"] = {{"type", "number"},
                             {"minimum", 0.01},
                             {"maximum", 100000},
                             {"description", "of the grid that it is resampled to; default: its own"}};
  properties["half_width_m"] = {{"type", "number"},
                                {"minimum", 1},
                                {"maximum", 1200000},
                                {"description", "of the square about the target; default: as far as the map reaches"}};
  properties["le90_m"] = {{"type", "number"},
                          {"minimum", 0},
                          {"maximum", layer_le90_max_m},
                          {"description", "90 % of its heights are nearer to the truth"}};
  properties["ce90_m"] = {{"type", "number"},
                          {"minimum", 0},
                          {"maximum", layer_ce90_max_m},
                          {"description", "90 % of its places are nearer to the truth"}};
  Json item = object_schema(std::move(properties));
  item["required"] = {"path"};
  return {{"type", "array"}, {"items", item}, {"maxItems", max_height_grids}};
}

Json listed_schema(ListedKind kind) {
  Json thing, file;
  const auto& columns = info(kind).columns;
  for (const ListedColumn& column : columns) {
    thing[column.name] = {{"type", "number"},
                          {"minimum", number(column.range.min)},
                          {"maximum", number(column.range.max)},
                          {"description", column.text}};
  }
  file["file"] = text_schema("CSV with a row each; relative to the folder of the configuration");
  Json own = object_schema(std::move(thing));
  own["required"] = {columns[0].name, columns[1].name, columns[2].name};
  own["oneOf"] = {{{"required", {columns[3].name}}}, {{"required", {columns[4].name}}}};
  Json other = object_schema(std::move(file));
  other["required"] = {"file"};
  return {{"type", "array"}, {"items", {{"oneOf", {own, other}}}}};
}

Json thrusters_schema() {
  Json properties;
  for (const ThrusterKey& key : thruster_keys) {
    properties[key.name] = {{"type", "number"},
                            {"minimum", number(key.range.min)},
                            {"maximum", number(key.range.max)},
                            {"description", key.text}};
  }
  properties["set"] = {
      {"type", "integer"}, {"minimum", 1}, {"maximum", thruster_sets}, {"description", thruster_set_text}};
  return {{"type", "array"}, {"items", object_schema(std::move(properties))}, {"maxItems", thrusters_max}};
}

Json list_schema(const Key& key) {
  Json schema;
  if (key.path == "dispersions") schema = dispersions_schema();
  else if (key.path == "faults") schema = faults_schema();
  else if (key.path == "requirements") schema = requirements_schema();
  else if (key.path == "moon.terrain.layers") schema = layers_schema();
  else if (const auto kind = listed_kind(key.path)) schema = listed_schema(*kind);
  else if (key.path == thrusters_path) schema = thrusters_schema();
  else if (key.path == "start.from_file.columns")
    schema = {{"type", "array"}, {"items", {{"type", "string"}}}, {"uniqueItems", true}};
  else if (key.path == "start.orbit.covariance")
    schema = {{"type", "array"},
              {"items", {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 6}, {"maxItems", 6}}},
              {"maxItems", 6}};
  else schema = {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}, {"uniqueItems", true}};
  schema["default"] = Json::array();
  return schema;
}

void add_limits(Json& schema, const Key& key) {
  schema["minimum"] = number(key.range.min);
  schema["maximum"] = key.range.max >= 1.8e19 ? Json(UINT64_MAX) : number(key.range.max);
}

Json key_schema(const Key& key) {
  Json schema;
  switch (key.kind) {
    case KeyKind::real:
    case KeyKind::duration:
      schema["type"] = "number";
      add_limits(schema, key);
      schema["default"] = number(std::get<double>(key.preset));
      break;
    case KeyKind::whole:
      schema["type"] = "integer";
      add_limits(schema, key);
      schema["default"] = std::get<std::int64_t>(key.preset);
      break;
    case KeyKind::count:
      schema["type"] = "integer";
      add_limits(schema, key);
      schema["default"] = std::get<std::uint64_t>(key.preset);
      break;
    case KeyKind::flag:
      schema = {{"type", "boolean"}, {"default", std::get<bool>(key.preset)}};
      break;
    case KeyKind::choice:
      schema = {{"enum", key.choices}, {"default", std::get<std::string>(key.preset)}};
      break;
    case KeyKind::text:
      schema = {{"type", "string"}, {"minLength", 1}};
      if (key.path == "include")
        schema = {{"oneOf", {schema, {{"type", "array"}, {"items", schema}, {"uniqueItems", true}}}}};
      if (const std::string& preset = std::get<std::string>(key.preset); !preset.empty()) schema["default"] = preset;
      break;
    case KeyKind::utc:
      schema = {{"type", "string"},
                {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
                {"default", std::get<std::string>(key.preset)}};
      break;
    case KeyKind::list:
      schema = list_schema(key);
      break;
  }
  const std::string unit = key.unit.name;
  schema["description"] = unit == "1" ? std::string(key.text) : fmt::format("{} [{}]", key.text, unit);
  return schema;
}

Json section_schema(const Section& section) {
  Json properties = Json::object();
  for (const std::size_t index : section.keys)
    properties[registry().keys()[index].name()] = key_schema(registry().keys()[index]);
  for (const Section& s : section.sections) properties[s.name] = section_schema(s);
  Json schema = object_schema(std::move(properties));
  if (section.path == "start") schema["minProperties"] = 1, schema["maxProperties"] = 2;
  else schema["type"] = {"object", "null"};  // a section with every line commented out
  if (*section.text) schema["description"] = section.text;
  return schema;
}

}  // namespace

Json configuration_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "farside campaign"}};
  Json root = section_schema(registry().root());
  root["type"] = "object";
  schema.update(root);
  schema["required"] = {"farside"};
  return schema;
}

}  // namespace farside
