#include "stats/table.h"

#include <algorithm>

#include "base/error.h"

namespace farside {

const ColumnInfo* ColumnSource::find(const std::string& name) const {
  const auto at = std::find_if(columns().begin(), columns().end(), [&](const ColumnInfo& c) { return c.name == name; });
  return at == columns().end() ? nullptr : &*at;
}

void for_each_block(const ColumnSource& source, const std::vector<std::string>& columns, const TakeBlock& take) {
  std::size_t width = 1;
  for (const std::string& name : columns) {
    const ColumnInfo* column = source.find(name);
    if (column == nullptr) throw InternalError("no column " + name);
    width = std::max(width, column->extent);
  }
  const std::uint64_t at_once = std::max<std::uint64_t>(1, block_values / width);
  for (std::uint64_t first = 0; first < source.rows(); first += at_once) {
    RowBlock block{first, static_cast<std::size_t>(std::min(at_once, source.rows() - first)), {}};
    for (const std::string& name : columns) {
      block.values.push_back(source.read(name, first, block.rows));
      if (block.values.back().size() != block.rows * source.find(name)->extent)
        throw InternalError("column " + name + " was read in another length");
    }
    const std::uint64_t next = first + block.rows;
    if (!columns.empty() && next < source.rows())
      source.expect(columns.front(), next, std::min(at_once, source.rows() - next));
    take(block);
  }
}

}  // namespace farside
