#pragma once
// What hazard avoidance did, from its columns (record/avoidance_record.h).
#include <nlohmann/json_fwd.hpp>

#include "stats/cases.h"

namespace farside {

// `bounded`: intervals of shares hold. Null where the table says nothing of it.
nlohmann::ordered_json avoidance_statistics(const ColumnSource& source, const Cases& cases, bool bounded,
                                            double confidence);

}  // namespace farside
