#pragma once
// Cases of a campaign file as lines of text, a cell a column: for tables and CSV.
#include <cstdint>
#include <string>
#include <vector>

#include "stats/cases.h"
#include "store/reader.h"

namespace farside {

bool is_margin(const ColumnInfo& column);

// Of a column, or of margin_least.
std::vector<double> read_values(const CampaignFile& file, const std::string& column, std::uint64_t first,
                                std::uint64_t count);

using Line = std::vector<std::string>;

// Rows that are read at once.
inline constexpr std::size_t batch_rows = 65536;

// case, outcome, first_cause, then these columns; of one with several values a case, NAME[0] and so on.
Line heads_of(const std::vector<ColumnInfo>& columns);

// The rows at `begin` to `end` of a list, which may be in any order. Four digits in a table; in CSV the shortest text
// that reads back as the same number, and nothing for NaN.
std::vector<Line> read_lines(const CampaignFile& file, const Cases& cases, const std::vector<ColumnInfo>& columns,
                             const std::uint64_t* begin, const std::uint64_t* end, bool csv);

std::string csv_text(const std::vector<Line>& lines);

}  // namespace farside
