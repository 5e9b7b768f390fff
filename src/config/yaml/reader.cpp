#include "config/yaml/reader.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "base/hdf5_signature.h"
#include "base/utf8.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

constexpr char open_quote[] = "the quote that opens here isn't closed on its line (long texts: `>` and indented lines)";

constexpr char timestamp_tag[] =
    "tag:yaml.org,2002:timestamp";  // some writers put it before a time; it says no more than the key does

// Does the text in quotes that begins at `position` of `text`, behind its tag, say what the tag means? `!!int "24"`,
// `!!float "0.5"`,
// `!!bool "true"`: how some writers put values when they quote all of them.
bool is_tagged_value(const std::string& tag, const std::string& value, std::string_view text, std::size_t position) {
  constexpr std::string_view begin = "tag:yaml.org,2002:";
  if (!tag.starts_with(begin) || position >= text.size() || text[position] != '!') return false;
  const std::size_t behind_tag = text.find_first_of(" \t", position), quote = text.find_first_not_of(" \t", behind_tag);
  if (behind_tag == text.npos || quote == text.npos || (text[quote] != '"' && text[quote] != '\'')) return false;
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = value;
  std::string why;
  const std::string kind = tag.substr(begin.size());
  if (kind == "int")
    return value.find_first_not_of("+-0123456789") == value.npos && (read_whole(node, why) || read_count(node, why));
  return (kind == "float" && read_real(node, why)) || (kind == "bool" && read_flag(node, why));
}

// The message for a control character that an escape in double quotes made: written to a file, it couldn't be read
// back.
std::string escaped(char c) {
  return fmt::format(
      "a control character (byte {:#04x}), which an escape such as \\e makes; write \\\\ for a backslash, or the text "
      "in single quotes",
      static_cast<unsigned char>(c));
}

struct Stop {};  // reading can't go on; the reason has been added

// Indentation of the first word in the line of `position`, after the dashes of lists.
std::size_t indentation(std::string_view text, std::size_t position) {
  const std::size_t before = position == 0 ? text.npos : text.rfind('\n', position - 1);
  const std::size_t line = before == text.npos ? 0 : before + 1;
  std::size_t first = line;
  while (first < text.size() &&
         (text[first] == ' ' || (text[first] == '-' && first + 1 < text.size() && text[first + 1] == ' ')))
    ++first;
  return first - line;
}

// Position of the quote that closes the one at `begin` of `text`; npos where there is none. A quoted text may span
// lines that are indented deeper than its key; one that runs into the next key lacks its closing quote.
std::size_t closing_quote(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const std::size_t key = indentation(text, begin);
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n') {
      ++i;
    } else if (text[i] == '\n') {
      const std::size_t word = text.find_first_not_of(' ', i + 1);
      const bool blank = word == text.npos || text[word] == '\n' || text[word] == '\r';
      if (!blank && word - i - 1 <= key) return text.npos;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != '\'') return i;
      ++i;
    }
  }
  return text.npos;
}

// First quote from `begin` on that opens a text and isn't closed; npos if there is none.
std::size_t find_open_quote(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char before = i == 0 ? '\n' : text[i - 1];
    const bool starts =
        before == ' ' || before == '\n' || before == '\t' || before == '[' || before == '{' || before == ',';
    if (text[i] == '#' && starts) i = std::min(text.find('\n', i), text.size());
    else if ((text[i] == '"' || text[i] == '\'') && starts) {
      const std::size_t end = closing_quote(text, i);
      if (end == text.npos) return i;
      i = end;
    }
  }
  return std::string_view::npos;
}

class Builder : public YAML::EventHandler {
 public:
  Builder(std::string_view text, Problems& problems, int origin) : text_(text), problems_(problems), origin_(origin) {}

  Node take() { return std::move(root_); }
  std::size_t last_position() const { return last_position_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) stop(mark, "a second document starts here; a configuration is one document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, "", anchor, Node::Kind::null, ""); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    report(mark, "aliases (*name) are not supported; write the value out");
    leaf(mark, "", 0, Node::Kind::refused, "");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (const Utf8Fault fault = find_utf8_fault(value); fault.what)
      stop(mark, "a text with " + escaped(value[fault.position]));
    if (value.size() > yaml_scalar_max)
      stop(mark, fmt::format("a text of {} bytes; at most {} are read", value.size(), yaml_scalar_max));
    const bool tagged = is_tagged_value(tag, value, text_, static_cast<std::size_t>(std::max(mark.pos, 0)));
    leaf(mark, tagged ? "?" : tag, anchor, Node::Kind::scalar, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Node::Kind::list, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, tag, anchor, Node::Kind::map, style);
  }
  void OnMapEnd() override { close(); }

  [[noreturn]] void stop(const YAML::Mark& mark, const std::string& what) {
    report(mark, what);
    throw Stop{};
  }
  void report(const YAML::Mark& mark, const std::string& what) { problems_.add(place(mark), "", what); }

 private:
  // A list or map that is still open. `key_next`: in a map, the next node is a key.
  struct Frame {
    Node node;
    bool key_next = false, in_braces = false;
    std::map<std::string, Place> seen;
  };

  Place place(const YAML::Mark& mark) const {
    return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1, origin_};
  }

  Node make(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    last_position_ = std::max<std::size_t>(last_position_, static_cast<std::size_t>(std::max(mark.pos, 0)));
    if (++nodes_ > yaml_nodes_max) stop(mark, fmt::format("more than {} values", yaml_nodes_max));
    if (anchor != 0) report(mark, "anchors (&name) are not supported; write the value out where it is needed");
    if (!tag.empty() && tag != "?" && tag != "!" && tag != timestamp_tag)
      report(mark, "tags (!type) are not supported");
    Node node;
    node.kind = kind;
    node.place = place(mark);
    node.quoted = tag == "!";
    return node;
  }

  void leaf(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind,
            const std::string& value) {
    Node node = make(mark, tag, anchor, kind);
    node.text = value;
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    const bool in_braces =
        !frames_.empty() &&
        frames_.back().in_braces;  // there a missing quote also swallows the closing brace, which is an error
    if (node.quoted && !in_braces && at < text_.size() && (text_[at] == '"' || text_[at] == '\'') &&
        closing_quote(text_, at) == text_.npos) {
      report(mark, open_quote);
      node.kind = Node::Kind::refused;
    }
    add(std::move(node));
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind,
            YAML::EmitterStyle::value style) {
    if (frames_.size() >= yaml_depth_max) stop(mark, fmt::format("nested deeper than {} levels", yaml_depth_max));
    Frame frame;
    frame.node = make(mark, tag, anchor, kind);
    frame.key_next = kind == Node::Kind::map;
    frame.in_braces = style == YAML::EmitterStyle::Flow;
    frames_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(frames_.back().node);
    frames_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.kind == Node::Kind::list) {
      frame.node.items.push_back(std::move(node));
    } else if (frame.key_next) {
      add_key(frame, node);
      frame.key_next = false;
    } else {
      const Node::Key& key = frame.node.keys.back();
      if (node.kind == Node::Kind::null) node.place = key.place;  // an absent value has no place of its own
      if (key.name.empty()) node.kind = Node::Kind::refused;
      frame.node.items.push_back(std::move(node));
      frame.key_next = true;
    }
  }

  // A key that can't be used gets an empty name, which no reader looks for.
  void add_key(Frame& frame, const Node& key) {
    std::string name = key.kind == Node::Kind::scalar ? key.text : "";
    if (name == "<<" && !key.quoted) {
      problems_.add(key.place, "", "merge keys (<<) are not supported; write the keys out");
      name.clear();
    } else if (name.empty() && key.kind != Node::Kind::refused) {
      problems_.add(key.place, "", "a key must be a plain word");
    } else if (const auto first = frame.seen.find(name); !name.empty() && first != frame.seen.end()) {
      problems_.add(key.place, "",
                    fmt::format("'{}' is given twice in this section (first in line {}, column {})", shorten(name),
                                first->second.line, first->second.column));
      name.clear();
    } else {
      frame.seen[name] = key.place;
    }
    frame.node.keys.push_back({name, key.place});
  }

  std::string_view text_;
  Problems& problems_;
  int origin_;
  Node root_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0, last_position_ = 0;
  int documents_ = 0;
};

Place place_at(std::string_view text, std::size_t position, int origin) {
  Place place{1, 1, origin};
  for (std::size_t i = 0; i < position && i < text.size(); ++i) {
    place.column = text[i] == '\n' ? 1 : place.column + 1;
    place.line += text[i] == '\n';
  }
  return place;
}

// A syntax error of yaml-cpp in words for users who seldom write YAML.
std::string explain_syntax(const std::string& message) {
  constexpr std::pair<const char*, const char*> known[] = {
      {"end of map not found", "the indentation fits no section above, or a key stands among the elements of a list"},
      {"end of sequence not found", "the indentation fits no list above"},
      {"end of map flow not found", "a { is not closed before here"},
      {"end of sequence flow not found", "a [ is not closed before here"},
      {"illegal map value", "a second ': ' in a row, or an indentation that fits no section"},
  };
  for (const auto& [theirs, ours] : known) {
    if (message == theirs) return ours;
  }
  return message;
}

// yaml-cpp reports the place where it noticed an error: for an open quote that is the end of the file, for a tab the
// place after it. This finds the place of the cause.
void report_syntax(const YAML::Exception& e, std::string_view text, const Builder& builder, Problems& problems,
                   int origin) {
  const std::size_t quote = find_open_quote(text, builder.last_position());
  if (quote != std::string_view::npos) return problems.add(place_at(text, quote, origin), "", open_quote);
  const bool known = e.mark.line >= 0 && e.mark.column >= 0;
  Place place{1, 1, origin};
  if (known) place = {e.mark.line + 1, e.mark.column + 1, origin};
  const std::size_t line_end = known ? std::min(static_cast<std::size_t>(std::max(e.mark.pos, 0)), text.size()) : 0;
  const std::size_t before = line_end == 0 ? text.npos : text.rfind('\n', line_end - 1);
  const std::size_t line = before == text.npos ? 0 : before + 1;
  const std::size_t first = text.find_first_not_of(' ', line);
  if (known && first != text.npos && text[first] == '\t') {
    return problems.add(place_at(text, first, origin), "",
                        "not YAML: a tab in the indentation, which is made of spaces alone");
  }
  problems.add(place, "", "not YAML: " + explain_syntax(e.msg));
}

}  // namespace

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a section";
    default:
      return (node.quoted ? "the quoted text '" : "'") + shorten(node.text) + "'";
  }
}

Node read_yaml(std::string_view text, Problems& problems, int origin) {
  Node refused;
  refused.kind = Node::Kind::refused;
  refused.place.origin = origin;
  if (text.substr(0, hdf5_signature.size()) == hdf5_signature) {
    problems.add({1, 1, origin}, "",
                 "an HDF5 file, not a campaign in YAML; farside status tells of it, and /provenance has its "
                 "configuration (config_yaml)");
    return refused;
  }
  if (text.size() > yaml_bytes_max) {
    problems.add({1, 1, origin}, "", fmt::format("more than the {} bytes that are read", yaml_bytes_max));
    return refused;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (const Utf8Fault fault = find_utf8_fault(text); fault.what) {
    problems.add(place_at(text, fault.position, origin), "", fault.what);
    return refused;
  }
  for (const char* separator : {"\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    const std::size_t at = text.find(separator);
    if (at == text.npos) continue;
    problems.add(place_at(text, at, origin), "",
                 "a line or paragraph separator of Unicode: some readers begin a new line here, some don't; write a "
                 "line end (LF)");
    return refused;
  }
  for (std::size_t i = text.find('\r'); i != text.npos; i = text.find('\r', i + 1)) {
    if (i + 1 < text.size() && text[i + 1] == '\n') continue;
    problems.add(place_at(text, i + 1, origin), "",
                 "a carriage return without a line feed before this: some readers begin a new line here, some don't; "
                 "write the line ends anew (LF, or CR LF)");
    return refused;
  }
  Builder builder(text, problems, origin);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return refused;
  } catch (const YAML::Exception& e) {
    report_syntax(e, text, builder, problems, origin);
    return refused;
  }
  return builder.take();
}

}  // namespace farside
