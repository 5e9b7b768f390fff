#pragma once
// Rows of cases, wherever they lie: journals of attempts that ended or still run, campaign files, shards.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/case_range.h"
#include "record/schema.h"
#include "record/tally.h"

namespace farside {

class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual const std::string& name() const = 0;  // for messages
  virtual CaseRanges cases() const = 0;         // that have a row

  virtual std::size_t row_bytes() const = 0;

  // Hands the rows of `cases` to `take` in ascending order, a run of consecutive cases at a time. Cases without a row
  // are skipped; one that was stored twice may come twice.
  using TakeRows = std::function<void(std::uint64_t first_case, std::size_t count, const std::byte* rows)>;
  virtual void for_each_run(CaseRange cases, const TakeRows& take) const = 0;

  // Adds how these cases ended; they must have rows.
  virtual void count_endings(const CaseRanges& cases, Tally& tally) const;

  virtual void release() const {}  // closes its files; they are opened again when they are read
};

// Rows of one schema from several sources. A case that several have must be the same bits in each.
class RowMix {
 public:
  // The sources must outlive it.
  RowMix(Schema schema, std::vector<const RowSource*> sources);

  const Schema& schema() const { return schema_; }
  const CaseRanges& cases() const { return cases_; }

  // As RowSource::for_each_run, each case once. DataError where two sources have different rows of a case.
  void for_each_run(CaseRange cases, const RowSource::TakeRows& take) const;

 private:
  struct Source {
    const RowSource* rows;
    CaseRanges cases;
  };
  Schema schema_;
  std::vector<Source> sources_;
  CaseRanges cases_;
};

}  // namespace farside
