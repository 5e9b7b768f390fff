#include "store/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/input_file.h"
#include "store/hdf5/campaign_reader.h"
#include "store/process/packet.h"

namespace farside {
namespace {

constexpr std::uint64_t rows_at_once = 1 << 17;  // some chunks of the writer

// What the reading process is asked for; the first number of a request.
enum class Ask : std::uint64_t { columns, read, text, number, trajectories };

void put(PacketOut& out, const ColumnInfo& c) {
  out.text(c.name)
      .number(static_cast<std::uint64_t>(c.type))
      .text(c.units)
      .text(c.long_name)
      .text(c.dimension)
      .number(c.extent);
  out.texts(c.flag_meanings).list(c.flag_values).list(c.flag_masks);
  out.text(c.config_path).text(c.kind).text(c.source).text(c.distribution);
}

ColumnInfo get_column(PacketIn& in) {
  ColumnInfo c;
  c.name = in.text();
  c.type = static_cast<ColumnType>(in.number());
  c.units = in.text();
  c.long_name = in.text();
  c.dimension = in.text();
  c.extent = static_cast<std::size_t>(in.number());
  c.flag_meanings = in.texts();
  c.flag_values = in.list<std::int64_t>();
  c.flag_masks = in.list<std::int64_t>();
  c.config_path = in.text();
  c.kind = in.text();
  c.source = in.text();
  c.distribution = in.text();
  return c;
}

// In the child.
std::string answer(const CampaignReader& reader, const std::string& request) {
  PacketIn in(request);
  PacketOut out;
  switch (static_cast<Ask>(in.number())) {
    case Ask::columns:
      out.number(reader.rows()).number(reader.columns().size());
      for (const ColumnInfo& c : reader.columns()) put(out, c);
      break;
    case Ask::read: {
      const std::string name = in.text();
      const std::uint64_t first = in.number(), count = in.number();
      return reader.read(name, first, count, static_cast<ReadAs>(in.number()));
    }
    case Ask::text: {
      const std::string name = in.text();
      const auto value = reader.text(name, in.text());
      out.number(value.has_value()).text(value.value_or(""));
      break;
    }
    case Ask::number: {
      const std::string name = in.text();
      const auto value = reader.number(name, in.text());
      out.number(value.has_value()).number(value.value_or(0));
      break;
    }
    case Ask::trajectories: {
      const Trajectories t = reader.trajectories();
      out.number(t.columns.size()).list(t.cases).list(t.row_counts).list(t.rows);
      break;
    }
  }
  return out.bytes();
}

PacketOut ask_for(Ask what) {
  PacketOut request;
  request.number(static_cast<std::uint64_t>(what));
  return request;
}

std::string ask_for_rows(const ColumnInfo& c, std::uint64_t first, std::uint64_t count, ReadAs as) {
  return ask_for(Ask::read).text(c.name).number(first).number(count).number(static_cast<std::uint64_t>(as)).bytes();
}

// Values of a column, some MB at a time: neither process ever holds a second copy of a long one.
template <class Value>
std::vector<Value> read_values(ReadingChild& child, const ColumnInfo& c, std::uint64_t first, std::uint64_t count,
                               ReadAs as) {
  const std::size_t row_bytes = as == ReadAs::doubles ? c.extent * sizeof(double) : c.bytes();
  std::vector<Value> values(static_cast<std::size_t>(count) * row_bytes / sizeof(Value));
  for (std::uint64_t done = 0; done < count;) {
    const std::uint64_t n = std::min(rows_at_once, count - done);
    const std::string bytes = child.ask(ask_for_rows(c, first + done, n, as));
    if (bytes.size() != n * row_bytes)
      throw InternalError("the reading process answered with another number of values");
    std::memcpy(reinterpret_cast<char*>(values.data()) + done * row_bytes, bytes.data(), bytes.size());
    done += n;
  }
  return values;
}

// Far more than a campaign takes (18 MB, 60,000 cases: `reduce` takes 0.3 s in all), and a bound for files that have
// the same chunk decompressed again for each request.
ReadingLimits limits_of(std::uint64_t bytes) {
  ReadingLimits limits;
  limits.cpu_total_s = 20.0 + static_cast<double>(bytes) / 2e6;
  return limits;
}

}  // namespace

CampaignFile::CampaignFile(const std::string& path, Author author, Content content) : path_(path) {
  check_input_file(path);
  const std::uint64_t bytes = std::filesystem::file_size(path);
  const auto open = [path, content]() -> ReadingChild::Answer {
    const auto reader = std::make_shared<const CampaignReader>(path, content);
    return [reader](const std::string& request) { return answer(*reader, request); };
  };
  child_ = std::make_unique<ReadingChild>(path, open, author == Author::somebody ? limits_of(bytes) : ReadingLimits());
  const std::string told = child_->ask(ask_for(Ask::columns).bytes());
  PacketIn in(told);
  rows_ = in.number();
  for (std::uint64_t n = in.number(); n > 0; --n) columns_.push_back(get_column(in));
  if (author == Author::somebody) refuse_overblown(bytes);
}

void CampaignFile::refuse_overblown(std::uint64_t bytes) const {
  // 30 s, at 0.4 us a value as measured on equal ones; a value of a campaign takes two bytes or more
  constexpr double values_any = 7e7, values_per_byte = 8.0;
  double values = 0.0;
  for (const ColumnInfo& column : columns_) values += static_cast<double>(rows_) * static_cast<double>(column.extent);
  if (values <= values_any + values_per_byte * static_cast<double>(bytes)) return;
  throw DataError(
      fmt::format("{}: claims {:.0f} million values and has {} bytes, so that nearly all of them are equal; it is "
                  "damaged, or write it with less compression (output.compression)",
                  path_, 1e-6 * values, bytes));
}

const ColumnInfo* CampaignFile::find(const std::string& name) const {
  const auto at = std::find_if(columns_.begin(), columns_.end(), [&](const ColumnInfo& c) { return c.name == name; });
  return at == columns_.end() ? nullptr : &*at;
}

const ColumnInfo& CampaignFile::checked_column(const std::string& name, std::uint64_t first,
                                               std::uint64_t count) const {
  const ColumnInfo* c = find(name);
  if (c == nullptr) throw DataError(path_ + ": has no column " + name);
  if (first > rows_ || count > rows_ - first)
    throw InternalError("rows " + std::to_string(first) + " and on are not in " + path_);
  return *c;
}

std::vector<double> CampaignFile::read_column(const std::string& name, std::uint64_t first, std::uint64_t count) const {
  return read_values<double>(*child_, checked_column(name, first, count), first, count, ReadAs::doubles);
}

void CampaignFile::expect_column(const std::string& name, std::uint64_t first, std::uint64_t count) const {
  child_->ask_ahead(
      ask_for_rows(checked_column(name, first, count), first, std::min(rows_at_once, count), ReadAs::doubles));
}

std::vector<std::byte> CampaignFile::read_bytes(const std::string& name, std::uint64_t first,
                                                std::uint64_t count) const {
  return read_values<std::byte>(*child_, checked_column(name, first, count), first, count, ReadAs::stored);
}

std::optional<std::uint64_t> CampaignFile::row_of(std::uint64_t number) const {
  if (find("case") == nullptr) return number < rows_ ? std::optional(number) : std::nullopt;
  for (std::uint64_t first = 0; first < rows_; first += rows_at_once) {
    const std::uint64_t n = std::min(rows_at_once, rows_ - first);
    const std::vector<double> numbers = read_column("case", first, n);  // exact below 2^53
    const auto at = std::find(numbers.begin(), numbers.end(), static_cast<double>(number));
    if (at != numbers.end()) return first + static_cast<std::uint64_t>(at - numbers.begin());
  }
  return {};
}

Trajectories CampaignFile::trajectories() const {
  const std::string bytes = child_->ask(ask_for(Ask::trajectories).bytes());
  PacketIn in(bytes);
  Trajectories t;
  if (in.number() > 0) t.columns = trajectory_columns();
  t.cases = in.list<std::uint64_t>();
  t.row_counts = in.list<std::uint64_t>();
  t.rows = in.list<double>();
  return t;
}

std::optional<std::string> CampaignFile::text(const std::string& name, const std::string& group) const {
  const std::string bytes = child_->ask(ask_for(Ask::text).text(name).text(group).bytes());
  PacketIn in(bytes);
  const bool present = in.number() != 0;
  std::string value = in.text();
  return present ? std::optional(std::move(value)) : std::nullopt;
}

std::optional<std::uint64_t> CampaignFile::number(const std::string& name, const std::string& group) const {
  const std::string bytes = child_->ask(ask_for(Ask::number).text(name).text(group).bytes());
  PacketIn in(bytes);
  const bool present = in.number() != 0;
  const std::uint64_t value = in.number();
  return present ? std::optional(value) : std::nullopt;
}

std::vector<ColumnDifference> compare_row(const CampaignFile& file, std::uint64_t row, const Schema& schema,
                                          const LandingRecord& record, const double* inputs) {
  std::vector<std::byte> computed(schema.row_bytes());
  std::memcpy(computed.data(), &record, sizeof record);
  if (schema.input_count() > 0) std::memcpy(computed.data() + sizeof record, inputs, 8 * schema.input_count());
  std::vector<ColumnDifference> differences;
  for (const ColumnInfo& c : schema.columns()) {
    const ColumnInfo* stored = file.find(c.name);
    if (stored == nullptr) continue;
    if (stored->type != c.type || stored->extent != c.extent) {
      throw DataError(file.path() + ": the column " + c.name + " has another type or shape than this farside gives it");
    }
    const std::vector<std::byte> bytes = file.read_bytes(c.name, row, 1);
    ColumnInfo alone = c;
    alone.offset = 0;
    for (std::size_t i = 0; i < c.extent; ++i) {
      const std::size_t size = size_of(c.type), at = i * size;
      if (std::memcmp(bytes.data() + at, computed.data() + c.offset + at, size) == 0) continue;
      differences.push_back({c.name, i, value_at(alone, bytes.data(), i), value_at(c, computed.data(), i)});
    }
  }
  return differences;
}

}  // namespace farside
