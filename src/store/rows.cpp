#include "store/rows.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace farside {
namespace {

constexpr std::uint64_t batch_cases = 4096;  // a few MB of rows

bool overlaps(const CaseRanges& ranges, CaseRange wanted) {
  const auto at =
      std::partition_point(ranges.begin(), ranges.end(), [&](const CaseRange& r) { return r.end() <= wanted.first; });
  return at != ranges.end() && at->first < wanted.end();
}

// By the columns of the schema: a journal's row also has values that the file leaves out (output.phases).
bool equal_rows(const Schema& schema, const std::byte* a, const std::byte* b) {
  if (std::memcmp(a, b, schema.row_bytes()) == 0) return true;
  return std::all_of(schema.columns().begin(), schema.columns().end(),
                     [&](const ColumnInfo& c) { return std::memcmp(a + c.offset, b + c.offset, c.bytes()) == 0; });
}

// Rows of consecutive cases, some of them still empty.
class Batch {
 public:
  Batch(CaseRange cases, const Schema& schema)
      : cases_(cases),
        schema_(schema),
        row_bytes_(schema.row_bytes()),
        rows_(cases.count * row_bytes_),
        from_(cases.count) {}

  void fill(const RowSource& source) {
    source.for_each_run(cases_, [&](std::uint64_t first, std::size_t count, const std::byte* rows) {
      for (std::size_t i = 0; i < count; ++i) put(first + i, rows + i * row_bytes_, source);
    });
  }

  void hand_out(const RowSource::TakeRows& take) const {
    for (std::size_t i = 0; i < from_.size();) {
      std::size_t n = 0;
      while (i + n < from_.size() && from_[i + n] != nullptr) ++n;
      if (n > 0) take(cases_.first + i, n, rows_.data() + i * row_bytes_);
      i += n + 1;
    }
  }

 private:
  void put(std::uint64_t number, const std::byte* row, const RowSource& source) {
    const std::size_t i = static_cast<std::size_t>(number - cases_.first);
    std::byte* at = rows_.data() + i * row_bytes_;
    if (from_[i] == nullptr) {
      std::memcpy(at, row, row_bytes_);
      from_[i] = &source;
    } else if (!equal_rows(schema_, at, row)) {
      throw DataError("case " + std::to_string(number) + " has other bits in " + source.name() + " than in " +
                      from_[i]->name() +
                      "; one of them was changed or damaged: fly the case with `farside replay` to see which, and "
                      "leave that file out");
    }
  }

  CaseRange cases_;
  const Schema& schema_;
  std::size_t row_bytes_;
  std::vector<std::byte> rows_;
  std::vector<const RowSource*> from_;  // null: no row yet
};

}  // namespace

void RowSource::count_endings(const CaseRanges& cases, Tally& tally) const {
  for (const CaseRange& range : cases) {
    std::uint64_t next = range.first;  // a case that comes twice counts once
    for_each_run(range, [&](std::uint64_t first, std::size_t count, const std::byte* rows) {
      for (std::size_t i = 0; i < count; ++i) {
        if (first + i < next) continue;
        next = first + i + 1;
        LandingRecord record;
        std::memcpy(&record, rows + i * row_bytes(), sizeof record);
        tally.add(record);
      }
    });
  }
}

RowMix::RowMix(Schema schema, std::vector<const RowSource*> sources) : schema_(std::move(schema)) {
  std::vector<CaseRange> all;
  for (const RowSource* source : sources) {
    sources_.push_back({source, source->cases()});
    all.insert(all.end(), sources_.back().cases.begin(), sources_.back().cases.end());
  }
  cases_ = normalised(std::move(all));
}

void RowMix::for_each_run(CaseRange cases, const RowSource::TakeRows& take) const {
  for (std::uint64_t done = 0; done < cases.count; done += batch_cases) {
    const CaseRange part{cases.first + done, std::min(batch_cases, cases.count - done)};
    if (!overlaps(cases_, part)) continue;
    Batch batch(part, schema_);
    for (const Source& source : sources_) {
      if (overlaps(source.cases, part)) batch.fill(*source.rows);
      else source.rows->release();
    }
    batch.hand_out(take);
  }
}

}  // namespace farside
