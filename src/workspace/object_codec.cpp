#include "workspace/object_codec.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"

namespace clever_sync {

namespace {

/// Git sorts a folder as if its name ended in "/".
/// Source: base_name_compare in git's read-cache.c; `git fsck` reports treeNotSorted for any other order.
bool comes_before(const TreeEntry& left, const TreeEntry& right) {
  const std::size_t common = std::min(left.name.size(), right.name.size());
  const int order = left.name.compare(0, common, right.name, 0, common);
  if (order != 0) return order < 0;
  const auto next = [common](const TreeEntry& entry) {
    if (entry.name.size() > common) return static_cast<unsigned char>(entry.name[common]);
    return static_cast<unsigned char>(entry.is_folder() ? '/' : '\0');
  };
  return next(left) < next(right);
}

[[noreturn]] void damaged_tree() {
  throw Error(ErrorKind::storage, "a tree object in the repository is damaged: run `git fsck --full` there");
}

bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\n\r\0", 3)) == text.npos;
}

}  // namespace

std::vector<TreeEntry> parse_tree(std::string_view bytes) {
  std::vector<TreeEntry> entries;
  while (!bytes.empty()) {
    TreeEntry entry;
    const auto [after_mode, failed] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), entry.mode, 8);
    const auto mode_bytes = static_cast<std::size_t>(after_mode - bytes.data());
    const std::size_t name_end = bytes.find('\0');
    if (failed != std::errc{} || name_end == bytes.npos || mode_bytes + 1 >= name_end || bytes[mode_bytes] != ' ' ||
        bytes.size() - name_end - 1 < entry.id.size()) {
      damaged_tree();
    }
    entry.name = bytes.substr(mode_bytes + 1, name_end - mode_bytes - 1);
    const std::string_view id = bytes.substr(name_end + 1, entry.id.size());
    std::ranges::copy(id, entry.id.begin());
    bytes.remove_prefix(name_end + 1 + entry.id.size());
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string encode_tree(std::vector<TreeEntry> entries) {
  std::ranges::sort(entries, comes_before);
  std::string bytes;
  for (const TreeEntry& entry : entries) {
    bytes += fmt::format("{:o} {}", entry.mode, entry.name);
    bytes += '\0';
    bytes.append(entry.id.begin(), entry.id.end());
  }
  return bytes;
}

std::string encode_person(const Author& author, UtcTime time) {
  return fmt::format("{} <{}> {} +0000", author.name, author.email, time.time_since_epoch().count());
}

std::string encode_commit(const Oid& tree, const std::optional<Oid>& parent, const Author& author, UtcTime time,
                          const CommitMessage& message) {
  ensure(one_line(message.subject) && !message.subject.empty(), "a commit subject that is not one line");
  ensure(message.body.find('\0') == message.body.npos, "a commit message with a NUL");
  const std::string who = encode_person(author, time);
  std::string text = fmt::format("tree {}\n", to_hex(tree));
  if (parent) text += fmt::format("parent {}\n", to_hex(*parent));
  text += fmt::format("author {}\ncommitter {}\n\n{}\n", who, who, message.subject);
  const std::size_t body_end = message.body.find_last_not_of(" \n\r\t");
  if (body_end != message.body.npos) text += fmt::format("\n{}\n", message.body.substr(0, body_end + 1));
  if (!message.trailers.empty()) text += '\n';
  for (const Trailer& trailer : message.trailers) {
    ensure(one_line(trailer.key) && one_line(trailer.value), "a commit trailer that is not one line");
    text += fmt::format("{}: {}\n", trailer.key, trailer.value);
  }
  return text;
}

}  // namespace clever_sync
