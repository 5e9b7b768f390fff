#include "store/hdf5/file_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "store/hdf5/writer.h"

namespace farside {
namespace {

constexpr std::uint64_t cases_max = std::uint64_t{1} << 63;  // so that first + count of a range of cases can't overflow

}  // namespace

std::optional<Provenance> stored_configuration(const CampaignFile& file) {
  const auto config = file.text("config_yaml", "provenance");
  if (!config) return std::nullopt;
  Provenance p;
  p.config_yaml = *config;
  p.config_sha256 = file.text("config_sha256", "provenance").value_or("");
  p.version = file.text("version", "provenance").value_or("");
  check_configuration(p, file.path());
  return p;
}

CampaignHeader header_of(const CampaignFile& file) {
  CampaignHeader h;
  const auto id = file.text("campaign_id");
  const auto config = stored_configuration(file);
  if (!id || !config) {
    throw DataError(
        file.path() +
        ": has no campaign_id and configuration (/provenance: config_yaml); only files that farside run or merge "
        "wrote can be put together");
  }
  h.campaign_id = *id;
  h.title = file.text("title").value_or("");
  h.model_version = static_cast<std::int64_t>(file.number("model_version").value_or(0));
  h.seed = file.number("campaign_seed").value_or(0);
  h.campaign_cases = file.number("campaign_cases").value_or(0);
  Provenance& p = h.provenance = *config;
  const auto text = [&](const char* name) { return file.text(name, "provenance").value_or(""); };
  p.input_files = text("input_files");
  p.commit = text("commit");
  p.compiler = text("compiler");
  p.libraries = text("libraries");
  p.command_line = text("command_line");
  p.started = text("started");
  p.finished = text("finished");
  return h;
}

std::vector<double> check_rows(const CampaignFile& file, std::uint64_t first, std::uint64_t count) {
  std::vector<double> status;
  const auto check = [&](const char* column, double lowest, double highest) {
    if (file.find(column) == nullptr) return std::vector<double>{};
    std::vector<double> values = file.read_column(column, first, count);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool flown =
          status.empty() || status[i] != static_cast<double>(Status::not_run);  // not run: without values
      if (!flown || (values[i] >= lowest && values[i] <= highest)) continue;
      throw DataError(fmt::format("{}: {} of row {} is {}, which no row has (store/FORMAT.md); the file is damaged",
                                  file.path(), column, first + i, values[i]));
    }
    return values;
  };
  status = check("status", 0, 2);
  check("outcome", -1, 3);
  check("first_cause", -1, 127);
  check("weight", 0, std::numeric_limits<double>::max());
  return status;
}

FileRows::FileRows(const std::string& path, const Schema& schema)
    : path_(path), read_(identity_of(path)), schema_(schema) {
  const CampaignFile file(path);
  row_count_ = file.rows();
  chunk_size_ = choose_chunk_rows(row_count_);
  check_columns(file);
  list_cases(file);
}

void FileRows::check_columns(const CampaignFile& file) const {
  for (const ColumnInfo& c : schema_.columns()) {
    const ColumnInfo* stored = file.find(c.name);
    if (stored == nullptr) throw DataError(path_ + ": lacks the column " + c.name + "; use the farside that wrote it");
    if (stored->type != c.type || stored->extent != c.extent) {
      throw DataError(path_ + ": the column " + c.name + " has another type or shape than this farside gives it");
    }
  }
}

void FileRows::list_cases(const CampaignFile& file) {
  std::vector<CaseRange> run;
  for (std::uint64_t first = 0; first < row_count_; first += chunk_size_) {
    const std::uint64_t n = std::min(chunk_size_, row_count_ - first);
    const std::vector<double> status = check_rows(file, first, n);
    const std::vector<std::byte> bytes = file.read_bytes("case", first, n);
    for (std::uint64_t i = 0; i < n; ++i) {
      std::uint64_t number = 0;
      std::memcpy(&number, bytes.data() + i * sizeof number, sizeof number);
      if (number >= cases_max) {
        throw DataError(path_ + ": row " + std::to_string(first + i) + " has the case number " +
                        std::to_string(number) + ", which no campaign reaches; the file is damaged");
      }
      if (!parts_.empty() && number < parts_.back().cases.end()) {
        throw DataError(path_ + ": its cases are not in ascending order (case " + std::to_string(number) + ")");
      }
      if (parts_.empty() || number != parts_.back().cases.end()) parts_.push_back({{number, 0}, first + i});
      ++parts_.back().cases.count;
      if (status[i] == static_cast<double>(Status::not_run)) continue;
      if (run.empty() || run.back().end() != number) run.push_back({number, 0});
      ++run.back().count;
    }
  }
  with_row_ = normalised(std::move(run));
}

const CampaignFile& FileRows::file() const {
  if (!file_) {
    file_ = std::make_unique<CampaignFile>(path_);
    if (file_->rows() != row_count_ || identity_of(path_) != read_)
      throw DataError(path_ + ": was changed while it was read");
    check_columns(*file_);
  }
  return *file_;
}

void FileRows::read_chunk(std::uint64_t chunk) const {
  const std::uint64_t first = chunk * chunk_size_, n = std::min(chunk_size_, row_count_ - first);
  const std::size_t width = row_bytes();
  chunk_rows_.assign(static_cast<std::size_t>(n) * width, std::byte{0});
  for (const ColumnInfo& c : schema_.columns()) {
    const std::vector<std::byte> column = file().read_bytes(c.name, first, n);
    for (std::size_t i = 0; i < n; ++i)
      std::memcpy(chunk_rows_.data() + i * width + c.offset, column.data() + i * c.bytes(), c.bytes());
  }
  chunk_ = chunk;
}

const std::byte* FileRows::row(std::uint64_t number) const {
  if (chunk_rows_.empty() || chunk_ != number / chunk_size_) read_chunk(number / chunk_size_);
  return chunk_rows_.data() + static_cast<std::size_t>(number % chunk_size_) * row_bytes();
}

template <class Take>
void FileRows::for_each_part(CaseRange cases, const Take& take) const {
  for (const CaseRange& wanted : common({cases}, with_row_)) {
    const auto part = std::partition_point(parts_.begin(), parts_.end(),
                                           [&](const Part& p) { return p.cases.end() <= wanted.first; });
    std::uint64_t at = part->first_row + (wanted.first - part->cases.first);
    for (std::uint64_t done = 0; done < wanted.count;) {
      const std::uint64_t n = std::min(wanted.count - done, chunk_size_ - at % chunk_size_);
      take(wanted.first + done, at, static_cast<std::size_t>(n));
      done += n;
      at += n;
    }
  }
}

void FileRows::for_each_run(CaseRange cases, const TakeRows& take) const {
  for_each_part(cases, [&](std::uint64_t first, std::uint64_t at, std::size_t n) { take(first, n, row(at)); });
}

void FileRows::count_endings(const CaseRanges& cases, Tally& tally) const {
  const bool has_mission = schema_.find("mission") != nullptr;
  for (const CaseRange& range : cases) {
    for_each_part(range, [&](std::uint64_t, std::uint64_t at, std::size_t n) {
      const std::vector<double> status = file().read_column("status", at, n),
                                outcome = file().read_column("outcome", at, n),
                                mission =
                                    has_mission ? file().read_column("mission", at, n) : std::vector<double>(n, -1.0);
      for (std::size_t i = 0; i < n; ++i)
        tally.add(static_cast<std::int8_t>(status[i]), static_cast<std::int8_t>(outcome[i]),
                  static_cast<std::int8_t>(mission[i]));
    });
  }
}

void FileRows::release() const {
  file_.reset();
  chunk_rows_ = std::vector<std::byte>();  // `= {}` would keep the memory
}

}  // namespace farside
