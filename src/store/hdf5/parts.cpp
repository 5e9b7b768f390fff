#include "store/hdf5/parts.h"

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

std::string safe_name(std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

bool is_number(const Json& j) { return j.is_number() || j.is_null(); }
double as_double(const Json& j) { return j.is_null() ? std::numeric_limits<double>::quiet_NaN() : j.get<double>(); }

// Writes a JSON object into a group, with one dimension for each length of the lists in it.
class GroupOut {
 public:
  GroupOut(const Hdf5Out& out, hid_t group) : out_(out), group_(group) {}

  void object(const Json& members) {
    for (const auto& [key, value] : members.items()) member(safe_name(key), value);
  }

 private:
  void member(const std::string& name, const Json& value) {
    if (value.is_string()) out_.text(group_, name, value.get<std::string>());
    else if (value.is_number_integer()) scalar<std::int64_t>(name, H5T_STD_I64LE, value.get<std::int64_t>());
    else if (is_number(value)) scalar<double>(name, H5T_IEEE_F64LE, as_double(value));
    else if (value.is_boolean()) scalar<std::int8_t>(name, H5T_STD_I8LE, value.get<bool>() ? 1 : 0);
    else if (value.is_object()) {
      const OutId sub = out_.group(group_, name);
      GroupOut(out_, sub).object(value);
    } else if (!value.empty()) {
      list(name, value);
    }
  }

  template <class T>
  void scalar(const std::string& name, hid_t type, T value) {
    const OutId dataset = out_.values(group_, name, type, {}, &value);
  }

  void list(const std::string& name, const Json& values) {
    const auto all = [&](auto&& test) { return std::all_of(values.begin(), values.end(), test); };
    const std::size_t width = values.front().size();
    if (all(is_number)) {
      array(name, values, {values.size()});
    } else if (all([](const Json& j) { return j.is_string(); })) {
      out_.texts(group_, name, values.get<std::vector<std::string>>());
    } else if (all([&](const Json& j) {
                 return j.is_array() && j.size() == width && std::all_of(j.begin(), j.end(), is_number);
               }) &&
               width > 0) {
      Json flat = Json::array();
      for (const Json& row : values) flat.insert(flat.end(), row.begin(), row.end());
      array(name, flat, {values.size(), width});
    } else if (all([](const Json& j) { return j.is_object(); })) {
      const OutId sub = out_.group(group_, name);
      GroupOut(out_, sub).records(values);
    }
  }

  // A list of objects: one array for each key that all of them have, as numbers or as texts.
  void records(const Json& values) {
    for (const auto& [key, unused] : values.front().items()) {
      Json column = Json::array();
      for (const Json& record : values) {
        if (record.contains(key)) column.push_back(record[key]);
      }
      const bool flat = std::none_of(column.begin(), column.end(), [](const Json& j) { return j.is_structured(); });
      if (column.size() == values.size() && flat) list(safe_name(key), column);
    }
  }

  void array(const std::string& name, const Json& numbers, const std::vector<hsize_t>& shape) {
    std::vector<double> data;
    for (const Json& j : numbers) data.push_back(as_double(j));
    const OutId dataset = out_.values(group_, name, H5T_IEEE_F64LE, shape, data.data());
    for (std::size_t i = 0; i < shape.size(); ++i)
      out_.attach(dataset, dimension(i, shape[i]), static_cast<unsigned>(i));
  }

  // The axes of a square matrix need two names, or xarray warns.
  hid_t dimension(std::size_t axis, hsize_t extent) {
    const std::string name = (axis == 0 ? "dim_" : "column_") + std::to_string(extent);
    auto at = dimensions_.find(name);
    if (at == dimensions_.end()) at = dimensions_.emplace(name, out_.bare_dimension(group_, name, extent)).first;
    return at->second;
  }

  const Hdf5Out& out_;
  hid_t group_;
  std::map<std::string, OutId> dimensions_;
};

constexpr char trajectory_group[] = "trajectories";

void write_histories(const Hdf5Out& out, hid_t group, const Trajectories& t, int compression) {
  out.text(group, "featureType", "trajectory");
  const std::size_t width = t.columns.size(), samples = width == 0 ? 0 : t.rows.size() / width;
  const OutId trajectory = out.bare_dimension(group, "trajectory", t.cases.size());
  const OutId obs = out.bare_dimension(group, "obs", samples);

  const OutId cases = out.values(group, "case_number", H5T_STD_U64LE, {t.cases.size()}, t.cases.data());
  out.text(cases, "units", "1");
  out.text(cases, "long_name", "case that the trajectory is of");
  out.text(cases, "cf_role", "trajectory_id");
  out.attach(cases, trajectory, 0);
  const OutId counts = out.values(group, "row_size", H5T_STD_U64LE, {t.row_counts.size()}, t.row_counts.data());
  out.text(counts, "units", "1");
  out.text(counts, "long_name", "samples of the trajectory");
  out.text(counts, "sample_dimension", "obs");
  out.attach(counts, trajectory, 0);

  constexpr hsize_t chunk_rows = 1 << 16;
  std::vector<double> column(samples);
  for (std::size_t j = 0; j < width; ++j) {
    for (std::size_t i = 0; i < samples; ++i) column[i] = t.rows[i * width + j];
    const OutId dataset = out.table(group, t.columns[j].name, H5T_IEEE_F64LE, samples, 0, chunk_rows, compression);
    out.text(dataset, "units", t.columns[j].units);
    out.text(dataset, "long_name", t.columns[j].long_name);
    if (t.columns[j].name == "time") {
      out.text(dataset, "standard_name", "time");
      out.text(dataset, "axis", "T");
    } else {
      out.text(dataset, "coordinates", "time");
    }
    out.attach(dataset, obs, 0);
    if (samples > 0) out.write_rows(dataset, H5T_NATIVE_DOUBLE, 0, samples, 0, column.data());
  }
}

}  // namespace

void write_root_attributes(const Hdf5Out& out, const CampaignHeader& header, const char* filetype, bool complete) {
  const hid_t root = out.root();
  out.text(root, "Conventions", "CF-1.8");
  out.text(root, "title", header.title);
  out.text(root, "filetype", filetype);
  out.number(root, "format_version", format_version);
  out.text(root, "campaign_id", header.campaign_id);
  out.number(root, "model_version", header.model_version);
  out.number(root, "campaign_seed", header.seed);
  out.number(root, "campaign_cases", header.campaign_cases);
  out.text(root, "shard", std::to_string(header.shard) + "/" + std::to_string(header.shards));
  out.number(root, "complete", std::int64_t{complete ? 1 : 0});
}

void write_provenance(const Hdf5Out& out, const CampaignHeader& header, bool reproducible) {
  const Provenance& p = header.provenance;
  const OutId group = out.group(out.root(), "provenance");
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.text(group, name, value);
  };
  text("config_yaml", p.config_yaml);
  text("config_sha256", p.config_sha256);
  text("input_files", p.input_files);
  out.number(group, "seed", header.seed);
  text("version", p.version);
  text("commit", p.commit);
  text("compiler", p.compiler);
  text("libraries", p.libraries);
  if (reproducible) return;
  text("command_line", p.command_line);
  text("host", p.host);
  text("isa", p.isa);
  text("started", p.started);
  text("finished", p.finished);
  if (p.threads > 0) out.number(group, "threads", std::int64_t{p.threads});
}

void write_statistics(const Hdf5Out& out, const nlohmann::ordered_json& statistics) {
  const OutId group = out.group(out.root(), "statistics");
  out.text(group, "json", statistics.dump());
  GroupOut(out, group).object(statistics);
}

void write_trajectories(const Hdf5Out& out, const Trajectories& t, int compression) {
  const OutId group = out.group(out.root(), trajectory_group);
  write_histories(out, group, t, compression);
}

void write_trajectories_at_root(const Hdf5Out& out, const Trajectories& t, int compression) {
  write_histories(out, out.root(), t, compression);
  const OutId group = out.group(out.root(), trajectory_group);
  out.text(group, "featureType", "trajectory");
  for (const char* name : {"trajectory", "obs", "case_number", "row_size"}) out.link(name, group);
  for (const Trajectories::Column& column : t.columns) out.link(column.name, group);
}

}  // namespace farside
