#include "stats/table.h"

#include <algorithm>

#include "base/error.h"

namespace farside {

const ColumnInfo* ColumnSource::find(const std::string& name) const {
  const auto at = std::find_if(columns().begin(), columns().end(), [&](const ColumnInfo& c) { return c.name == name; });
  return at == columns().end() ? nullptr : &*at;
}

void for_each_column(const ColumnSource& source, const std::vector<std::string>& names, const TakeColumn& take) {
  std::vector<std::string> batch;
  std::size_t bytes = 0;
  const auto flush = [&] {
    if (batch.empty()) return;
    std::vector<std::vector<double>> values = source.read_columns(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const ColumnInfo& column = *source.find(batch[i]);
      if (values.at(i).size() != source.rows() * column.extent) throw InternalError("column " + batch[i] + " was read in another length");
      take(column, values[i]);
      values[i] = {};
    }
    batch.clear();
    bytes = 0;
  };
  for (const std::string& name : names) {
    const ColumnInfo* column = source.find(name);
    if (column == nullptr) throw InternalError("no column " + name);
    const std::size_t more = source.rows() * column->extent * sizeof(double);
    if (bytes + more > batch_bytes) flush();
    batch.push_back(name);
    bytes += more;
  }
  flush();
}

}  // namespace farside
