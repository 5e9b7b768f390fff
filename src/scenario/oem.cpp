#include "scenario/oem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include "base/error.h"
#include "base/input_file.h"
#include "base/text.h"
#include "config/instant.h"

namespace farside {
namespace {

using Words = std::vector<std::string>;

const Words header_keys{"CCSDS_OEM_VERS", "CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID"};
const Words meta_needed{"OBJECT_NAME", "OBJECT_ID",  "CENTER_NAME", "REF_FRAME",
                        "TIME_SYSTEM", "START_TIME", "STOP_TIME"};
const Words meta_optional{"REF_FRAME_EPOCH", "USEABLE_START_TIME", "USEABLE_STOP_TIME", "INTERPOLATION",
                          "INTERPOLATION_DEGREE"};
const Words inertial_frames{"ICRF", "EME2000", "J2000", "GCRF"}, fixed_frames{"MOON_ME", "IAU_MOON"},
    track_frames{"RTN", "RSW"};

bool is_one_of(const std::string& word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string list_of(const Words& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

class OemReader {
 public:
  explicit OemReader(const std::string& path) : path_(path), in_(path, std::ios::binary) {}

  OrbitDetermination read() {
    if (!in_) throw DataError(path_ + ": can't be read: " + std::strerror(errno));
    read_header();
    read_meta();
    read_states();
    read_covariance();
    if (next_line())
      fail(text_.starts_with("META_START") || text_ == "COVARIANCE_START"
               ? "a second segment or covariance; expected one of each, of the state to begin with"
               : fmt::format("'{}' found, expected the end of the message", shown()));
    return determination();
  }

 private:
  struct State {
    Instant time;
    std::vector<double> values;  // km, km/s
    std::size_t line;
  };

  [[noreturn]] void fail(const std::string& what) const { fail(line_, what); }
  [[noreturn]] void fail(std::size_t line, const std::string& what) const {
    throw DataError(fmt::format("{}:{}: error: {}", path_, line, what));
  }
  std::string shown() const { return text_.substr(0, 40); }

  // The next line that says something. Comments stand where the standard has them; here they are left out everywhere.
  bool next_line() {
    std::string raw;
    while (std::getline(in_, raw)) {
      ++line_;
      if (!raw.empty() && raw.back() == '\r') raw.pop_back();
      if (std::any_of(raw.begin(), raw.end(), [](unsigned char c) { return c != '\t' && (c < 32 || c > 126); }))
        fail("a character that isn't printable ASCII");
      text_ = trimmed(raw);
      if (!text_.empty() && text_ != "COMMENT" && !text_.starts_with("COMMENT ")) return true;
    }
    if (in_.bad()) throw DataError(path_ + ": can't be read: " + std::strerror(errno));
    return false;
  }
  void need_line(const char* expected) {
    if (!next_line()) fail(std::max<std::size_t>(line_, 1), fmt::format("the message ends, expected {}", expected));
  }

  struct Pair {
    std::string key, value;
  };
  std::optional<Pair> pair() const {
    const std::size_t sign = text_.find('=');
    if (sign == text_.npos) return std::nullopt;
    return Pair{std::string(trimmed(std::string_view(text_).substr(0, sign))),
                std::string(trimmed(std::string_view(text_).substr(sign + 1)))};
  }
  void add(std::map<std::string, std::string>& values, const Words& known, const char* where) {
    const auto found = pair();
    if (!found) fail(fmt::format("'{}' found, expected KEY = value of {}", shown(), where));
    if (!is_one_of(found->key, known))
      fail(fmt::format("{}: no key of {}; here are {}", found->key, where, list_of(known)));
    if (found->value.empty()) fail(found->key + " has no value");
    if (!values.emplace(found->key, found->value).second) fail(found->key + " is given twice");
    lines_[found->key] = line_;
  }

  void read_header() {
    need_line("CCSDS_OEM_VERS = 2.0");
    if (text_.starts_with("<")) fail("XML; expected the message as KEY = value");
    const auto first = pair();
    if (!first || first->key != "CCSDS_OEM_VERS") fail("expected CCSDS_OEM_VERS = 2.0 to begin with: is it an OEM?");
    if (!is_one_of(first->value, {"1.0", "2.0", "3.0"}))
      fail(fmt::format("version {} found, expected 1.0, 2.0 or 3.0", first->value));
    std::map<std::string, std::string> header;
    for (; text_ != "META_START"; need_line("META_START")) add(header, header_keys, "the header");
  }

  void read_meta() {
    Words known = meta_needed;
    known.insert(known.end(), meta_optional.begin(), meta_optional.end());
    for (need_line("META_STOP"); text_ != "META_STOP"; need_line("META_STOP")) add(meta_, known, "the metadata");
    for (const std::string& key : meta_needed)
      if (meta_.count(key) == 0) fail(key + " is missing");
    if (upper(meta_["CENTER_NAME"]) != "MOON")
      fail(lines_["CENTER_NAME"], fmt::format("{} found, expected MOON", meta_["CENTER_NAME"]));
    frame_of(upper(meta_["REF_FRAME"]), lines_["REF_FRAME"], {});
    const std::string& scale = meta_["TIME_SYSTEM"];
    if (!is_one_of(scale, {"UTC", "TAI", "TT", "TDB"}))
      fail(lines_["TIME_SYSTEM"], fmt::format("{} found, expected UTC, TAI, TT or TDB", scale));
    scale_ = scale == "UTC" ? TimeScale::utc : scale == "TAI" ? TimeScale::tai : TimeScale::tt;
    start_ = time(meta_["START_TIME"], lines_["START_TIME"]);
    stop_ = time(meta_["STOP_TIME"], lines_["STOP_TIME"]);
  }

  Instant time(const std::string& text, std::size_t line) const {
    const auto found = read_instant(text, scale_);
    if (!found) fail(line, fmt::format("'{}' is no time such as 2019-01-03T01:18:08.5", text));
    return *found;
  }

  std::vector<double> numbers(std::istringstream& words) const {
    std::vector<double> values;
    std::string word;
    while (words >> word) {
      double x = 0.0;
      const std::string_view body = std::string_view(word).substr(word.starts_with('+') ? 1 : 0);
      const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), x);
      if (error != std::errc() || end != body.data() + body.size() || !std::isfinite(x) || body.starts_with('+'))
        fail(fmt::format("'{}' is no number", word.substr(0, 40)));
      values.push_back(x);
    }
    return values;
  }

  void read_states() {
    for (;;) {
      if (!next_line()) fail("the message has no covariance (COVARIANCE_START); expected one");
      if (text_ == "COVARIANCE_START") break;
      if (text_ == "META_START")
        fail("a second segment, and the first has no covariance; expected one segment with one");
      std::istringstream words(text_);
      std::string epoch;
      words >> epoch;
      State s{time(epoch, line_), numbers(words), line_};
      if (s.values.size() != 6 && s.values.size() != 9)
        fail(fmt::format("{} numbers found, expected the 6 of a state (or 9, with acceleration)", s.values.size()));
      if (!states_.empty() && s.time.ns <= states_.back().time.ns)
        fail("the time is not after that of the line before");
      if (s.time.ns < start_.ns || s.time.ns > stop_.ns) fail("the time is not within START_TIME and STOP_TIME");
      states_.push_back(std::move(s));
    }
    if (states_.empty()) fail("no state stands before the covariance");
  }

  void read_covariance() {
    std::map<std::string, std::string> values;
    for (need_line("COVARIANCE_STOP"); pair(); need_line("COVARIANCE_STOP"))
      add(values, {"EPOCH", "COV_REF_FRAME"}, "the covariance");
    if (values.count("EPOCH") == 0) fail("EPOCH of the covariance is missing");
    epoch_line_ = lines_["EPOCH"];
    epoch_ = time(values["EPOCH"], epoch_line_);
    covariance_frame_ = upper(values.count("COV_REF_FRAME") > 0 ? values["COV_REF_FRAME"] : meta_["REF_FRAME"]);
    covariance_frame_line_ = values.count("COV_REF_FRAME") > 0 ? lines_["COV_REF_FRAME"] : lines_["REF_FRAME"];
    covariance_.assign(36, 0.0);
    for (std::size_t i = 0; i < 6; ++i) {
      if (i > 0) need_line("a row of the covariance");
      std::istringstream words(text_);
      const std::vector<double> row = numbers(words);
      if (row.size() != i + 1)
        fail(fmt::format("{} numbers found, expected {}: the lower triangle, row {} of 6", row.size(), i + 1, i + 1));
      for (std::size_t j = 0; j <= i; ++j) covariance_[6 * i + j] = covariance_[6 * j + i] = row[j];
    }
    need_line("COVARIANCE_STOP");
    if (pair()) fail("a second covariance; expected one, of the state to begin with");
    if (text_ != "COVARIANCE_STOP") fail(fmt::format("'{}' found, expected COVARIANCE_STOP", shown()));
  }

  // As orbit_frame_names and the choices of covariance_axes have it.
  std::string frame_of(const std::string& name, std::size_t line, const Words& more) const {
    if (is_one_of(name, inertial_frames)) return orbit_frame_names[static_cast<int>(OrbitFrame::j2000)];
    if (is_one_of(name, fixed_frames)) return orbit_frame_names[static_cast<int>(OrbitFrame::moon_fixed)];
    if (is_one_of(name, more)) return "rtn";
    Words known = inertial_frames;
    known.insert(known.end(), fixed_frames.begin(), fixed_frames.end());
    known.insert(known.end(), more.begin(), more.end());
    fail(line, fmt::format("the frame {} isn't known here; expected one of {}", name, list_of(known)));
  }

  OrbitDetermination determination() const {
    const auto at =
        std::find_if(states_.begin(), states_.end(), [&](const State& s) { return s.time.ns == epoch_.ns; });
    if (at == states_.end()) {
      const bool outside = epoch_.ns < states_.front().time.ns || epoch_.ns > states_.back().time.ns;
      fail(epoch_line_, fmt::format("the covariance is of {}, {}; the states are those of {} to {}", utc_text(epoch_),
                                    outside ? "outside of the message's states" : "at which no state is given",
                                    utc_text(states_.front().time), utc_text(states_.back().time)));
    }
    OrbitDetermination found;
    const bool fixed = is_one_of(upper(meta_.at("REF_FRAME")), fixed_frames);
    found.frame = fixed ? OrbitFrame::moon_fixed : OrbitFrame::j2000;
    found.epoch_utc = utc_text(epoch_);
    for (std::size_t i = 0; i < 6; ++i) found.state.push_back(1e3 * at->values[i]);  // km
    found.covariance_axes = frame_of(covariance_frame_, covariance_frame_line_, track_frames);
    for (const double x : covariance_) found.covariance.push_back(1e6 * x);  // km2
    return found;
  }

  std::string path_, text_;
  std::ifstream in_;
  std::size_t line_ = 0;
  std::map<std::string, std::string> meta_;
  std::map<std::string, std::size_t> lines_;  // of keys
  TimeScale scale_ = TimeScale::utc;
  Instant start_, stop_, epoch_;
  std::vector<State> states_;
  std::string covariance_frame_;
  std::size_t covariance_frame_line_ = 0, epoch_line_ = 0;
  std::vector<double> covariance_;
};

}  // namespace

OrbitDetermination read_oem(const std::string& path) {
  check_input_file(path);
  return OemReader(path).read();
}

}  // namespace farside
