#include "store/hdf5/map_file.h"

#include <algorithm>

#include "base/error.h"
#include "store/hdf5/hdf5_out.h"
#include "store/hdf5/parts.h"

namespace farside {
namespace {

const MapFile::Axis& axis_of(const MapFile& maps, const std::string& name) {
  const auto found = std::find_if(maps.axes.begin(), maps.axes.end(), [&](const auto& a) { return a.name == name; });
  if (found == maps.axes.end()) throw InternalError("a map has no axis " + name);
  return *found;
}

std::vector<hsize_t> shape_of(const MapFile& maps, const MapFile::Field& field) {
  std::vector<hsize_t> shape;
  std::size_t values = 1;
  for (const std::string& name : field.dimensions) {
    shape.push_back(axis_of(maps, name).values.size());
    values *= shape.back();
  }
  if (values != field.values.size()) throw InternalError("the map " + field.name + " doesn't fit its axes");
  return shape;
}

// Its values are numbers in their order where they stand for words.
OutId write_axis(const Hdf5Out& out, const MapFile::Axis& axis) {
  std::vector<std::int64_t> flags;
  std::string words;
  for (std::size_t i = 0; i < axis.meanings.size(); ++i) {
    flags.push_back(static_cast<std::int64_t>(i));
    words += (i > 0 ? " " : "") + axis.meanings[i];
  }
  const std::vector<std::int8_t> codes(flags.begin(), flags.end());
  OutId scale = flags.empty()
                    ? out.values(out.root(), axis.name, H5T_IEEE_F64LE, {axis.values.size()}, axis.values.data())
                    : out.values(out.root(), axis.name, H5T_STD_I8LE, {codes.size()}, codes.data());
  out.make_scale(scale, axis.name);
  out.text(scale, "units", axis.units);
  out.text(scale, "long_name", axis.long_name);
  if (!flags.empty()) {
    out.numbers(scale, "flag_values", H5T_STD_I8LE, flags);
    out.text(scale, "flag_meanings", words);
  }
  return scale;
}

void write_field(const Hdf5Out& out, const MapFile& maps, const MapFile::Field& field,
                 const std::vector<OutId>& scales) {
  const OutId dataset = out.values(out.root(), field.name, H5T_IEEE_F64LE, shape_of(maps, field), field.values.data());
  out.text(dataset, "units", field.units);
  out.text(dataset, "long_name", field.long_name);
  out.not_a_number(dataset, "_FillValue", H5T_IEEE_F64LE);
  if (!field.coordinates.empty()) out.text(dataset, "coordinates", field.coordinates);
  for (std::size_t d = 0; d < field.dimensions.size(); ++d) {
    const auto index = static_cast<std::size_t>(&axis_of(maps, field.dimensions[d]) - maps.axes.data());
    out.attach(dataset, scales[index], static_cast<unsigned>(d));
  }
}

}  // namespace

void write_map_file(const CampaignHeader& header, const MapFile& maps, const std::string& path,
                    const WriteOptions& options) {
  for (const MapFile::Field& field : maps.fields) shape_of(maps, field);  // an error of ours is told before the child
  write_whole(path, options.existing, options.replaces, [&](const TemporaryFile& temporary) {
    run_in_child(path, [&](const ChildReport& report) {
      Hdf5Out out(temporary.path(), Hdf5Out::Mode::create, path, report);
      write_root_attributes(out, header, maps.filetype.c_str(), true);
      write_provenance(out, header, options.reproducible);
      std::vector<OutId> scales;
      for (const MapFile::Axis& axis : maps.axes) scales.push_back(write_axis(out, axis));
      for (const MapFile::Field& field : maps.fields) write_field(out, maps, field, scales);
      for (const auto& [name, text] : maps.texts) out.text(out.root(), name, text);
      if (!maps.group.empty()) {
        const OutId group = out.group(out.root(), maps.group);
        for (const auto& [name, text] : maps.texts) out.text(group, name, text);
        for (const MapFile::Axis& axis : maps.axes) out.link(axis.name, group);
        for (const MapFile::Field& field : maps.fields) out.link(field.name, group);
      }
      scales.clear();
      out.close();
    });
  });
}

}  // namespace farside
