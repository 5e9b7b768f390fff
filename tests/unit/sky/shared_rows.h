#pragma once
// Rows of the reference data, which not every machine has.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "unit/reference_data.h"

namespace farside {

// A CSV's rows, each by the names of its columns; lines that begin with # are left out. Empty where it isn't there.
inline std::vector<std::map<std::string, std::string>> shared_rows(const std::string& name) {
  std::ifstream file(test::reference_file("data/" + name));
  std::vector<std::string> names;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream row(line);
    std::vector<std::string> cells;
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    if (names.empty()) {
      names = cells;
      continue;
    }
    rows.emplace_back();
    for (std::size_t i = 0; i < cells.size() && i < names.size(); ++i) rows.back()[names[i]] = cells[i];
  }
  return rows;
}

}  // namespace farside
