#include "rules/yaml_document.hpp"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "base/utf8.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t max_depth = 50;
constexpr std::size_t max_nodes = 200'000;
constexpr std::size_t max_bytes = 8U << 20U;

/// Builds the tree from yaml-cpp's events. The first mistake wins; events after it are ignored.
class TreeBuilder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(mark, "a second document starts here; the file must hold exactly one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (admit(mark, "", anchor)) place(node(YamlNode::Type::null, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "aliases (*name) are not allowed; write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!admit(mark, tag, anchor)) return;
    YamlNode scalar = node(YamlNode::Type::scalar, mark);
    scalar.text = value;
    scalar.quoted = tag == "!";
    place(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    if (admit(mark, tag, anchor)) open(node(YamlNode::Type::list, mark));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    if (admit(mark, tag, anchor)) open(node(YamlNode::Type::map, mark));
  }
  void OnMapEnd() override { close(); }

  void fail(const YAML::Mark& mark, std::string what) {
    if (!error_) error_ = YamlError{.line = mark.line + 1, .column = mark.column + 1, .what = std::move(what)};
  }
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  std::variant<YamlNode, YamlError> finish() {
    if (error_) return *std::move(error_);
    if (!root_) return YamlNode{.type = YamlNode::Type::map};
    return *std::move(root_);
  }

 private:
  struct Frame {
    YamlNode node;
    std::optional<YamlEntry> key;  // of a map: read, and waiting for its value
    std::set<std::string, std::less<>> keys;
  };

  static YamlNode node(YamlNode::Type type, const YAML::Mark& mark) {
    YamlNode made;
    made.type = type;
    made.line = mark.line + 1;
    made.column = mark.column + 1;
    return made;
  }
  bool admit(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) fail(mark, "anchors (&name) are not allowed; write the value out");
    if (!tag.empty() && tag != "?" && tag != "!") fail(mark, "tags (!name) are not allowed");
    if (++nodes_ > max_nodes) fail(mark, fmt::format("the file has more than {} values", max_nodes));
    if (stack_.size() >= max_depth) fail(mark, fmt::format("the file is nested more than {} levels deep", max_depth));
    return !error_;
  }
  void open(YamlNode made) {
    Frame frame;
    frame.node = std::move(made);
    stack_.push_back(std::move(frame));
  }
  void close() {
    if (error_ || stack_.empty()) return;
    YamlNode made = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(made));
  }
  void place(YamlNode made) {
    if (stack_.empty()) {
      root_ = std::move(made);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.type == YamlNode::Type::list) {
      frame.node.items.push_back(std::move(made));
    } else if (frame.key) {
      frame.key->value = std::move(made);
      frame.node.entries.push_back(*std::move(frame.key));
      frame.key.reset();
    } else {
      take_key(frame, std::move(made));
    }
  }
  void take_key(Frame& frame, YamlNode made) {
    const YAML::Mark mark = [&made] {
      YAML::Mark place;
      place.line = made.line - 1;
      place.column = made.column - 1;
      return place;
    }();
    if (made.type != YamlNode::Type::scalar) return fail(mark, "a key must be a plain text");
    if (made.text == "<<") return fail(mark, "merge keys (<<) are not allowed; write the values out");
    if (!frame.keys.insert(made.text).second)
      return fail(mark, fmt::format("the key \"{}\" stands here twice", made.text));
    frame.key = YamlEntry{.key = std::move(made.text), .line = made.line, .column = made.column, .value = {}};
  }

  int documents_ = 0;
  std::size_t nodes_ = 0;
  std::vector<Frame> stack_;
  std::optional<YamlNode> root_;
  std::optional<YamlError> error_;
};

/// The first byte that a rule file must not hold.
std::optional<YamlError> find_bad_byte(std::string_view text) {
  if (text.size() > max_bytes) return YamlError{.line = 1, .column = 1, .what = "the file is larger than 8 MiB"};
  YamlError place;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto code_point = decode_utf8(text.substr(at));
    if (!code_point) {
      place.what = "this is not UTF-8; save the file as UTF-8";
      return place;
    }
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      place.what = fmt::format("control character 0x{:02x}", byte);
      return place;
    }
    place.column += 1;
    if (byte == '\n') {
      place.line += 1;
      place.column = 1;
    }
    at += code_point->bytes;
  }
  return std::nullopt;
}

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
  const auto at =
      std::find_if(entries.begin(), entries.end(), [key](const YamlEntry& entry) { return entry.key == key; });
  return at == entries.end() ? nullptr : &*at;
}

std::variant<YamlNode, YamlError> parse_yaml(std::string_view text) {
  if (auto error = find_bad_byte(text)) return *std::move(error);
  TreeBuilder builder;
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    // Not on after a mistake: at text such as ", a: b" yaml-cpp 0.7 stays for ever, one empty document after the other.
    while (!builder.failed() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    // yaml-cpp's own sentence; its place is lost only for errors that have none
    builder.fail(error.mark, fmt::format("not YAML: {}", error.msg));
  }
  return builder.finish();
}

}  // namespace clever_sync
