#include "workspace/chronicle.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "workspace/chronicle_state.hpp"
#include "workspace/mainline.hpp"

namespace clever_sync {

namespace {

struct NamedObject {
  std::string_view name;
  Oid id{};
  bool folder = false;
};

/// Takes the first entry off a tree object's bytes, of which there must be some. The name stands in them.
NamedObject take_entry(std::string_view& bytes) {
  constexpr std::string_view folder_mode = "40000 ";
  const std::size_t space = bytes.find(' '), end = space == bytes.npos ? space : bytes.find('\0', space);
  NamedObject entry;
  if (end == bytes.npos || bytes.size() - end - 1 < entry.id.size()) {
    throw Error(ErrorKind::storage, "a tree object in the repository is damaged: run `git fsck --full` there");
  }
  entry.name = bytes.substr(space + 1, end - space - 1);
  entry.folder = bytes.starts_with(folder_mode);
  std::ranges::copy(bytes.substr(end + 1, entry.id.size()), entry.id.begin());
  bytes.remove_prefix(end + 1 + entry.id.size());
  return entry;
}

/// Takes off both trees the entries that they begin with alike.
void skip_equal_entries(std::string_view& one, std::string_view& other) {
  while (!one.empty()) {
    std::string_view rest = one;
    take_entry(rest);
    const std::size_t size = one.size() - rest.size();
    if (!other.starts_with(one.substr(0, size))) return;
    one.remove_prefix(size);
    other.remove_prefix(size);
  }
}

/// What two trees do not have alike, by name.
struct Unlike {
  std::map<std::string_view, NamedObject> one, other;
};

/// Both are in the order of their names, and two nights' trees are alike but for what the night changed. Where the
/// order is another one (git puts a folder behind `name.json`), what is alike after all is in both.
Unlike compare_trees(std::string_view one, std::string_view other) {
  Unlike unlike;
  while (!one.empty() || !other.empty()) {
    skip_equal_entries(one, other);
    std::string_view after_one = one, after_other = other;
    const auto next = one.empty() ? std::nullopt : std::optional(take_entry(after_one));
    const auto next_other = other.empty() ? std::nullopt : std::optional(take_entry(after_other));
    if (next && (!next_other || next->name <= next_other->name)) {
      unlike.one.emplace(next->name, *next);
      one = after_one;
    }
    if (next_other && (!next || next_other->name <= next->name)) {
      unlike.other.emplace(next_other->name, *next_other);
      other = after_other;
    }
  }
  return unlike;
}

/// The id in a commit's header under that key, in the order in which they stand; nothing at another key.
std::optional<Oid> header_id(std::string_view& commit, std::string_view key) {
  constexpr std::size_t hex_digits = 40;
  if (!commit.starts_with(key) || commit.size() < key.size() + hex_digits + 1) return std::nullopt;
  const Oid id = from_hex(commit.substr(key.size(), hex_digits));
  commit.remove_prefix(key.size() + hex_digits + 1);
  return id;
}

}  // namespace

Chronicle::State::State(const Repository& of)
    : repository(of),
      objects(of.handle_->objects.get()),
      shallow(git_repository_is_shallow(of.handle_->git.get()) == 1),
      source(objects, std::string(git_repository_commondir(of.handle_->git.get())) + "objects") {}

bool Chronicle::State::has(const Oid& id) const {
  const git_oid oid = to_git(id);
  return git_odb_exists(objects, &oid) == 1;
}

/// Reads back to the first commit. What a shallow clone lacks is no end of the history.
void Chronicle::State::read_commits(const ObjectId& tip) {
  if (tip.empty()) return;
  for (std::optional<Oid> next = from_hex(tip); next;) {
    if (!commits.empty() && shallow && !has(*next)) {
      throw Error(ErrorKind::configuration, "this clone is shallow and its history ends at " +
                                                to_hex(commits.back().id) +
                                                ", but more of it is needed; fetch it with `git fetch --unshallow`");
    }
    const RawHeader header = read_header(*next);
    commits.push_back({.id = *next, .tree = header.tree});
    next = parent_of(*next, header);
  }
  std::ranges::reverse(commits);
}

std::optional<Oid> Chronicle::State::parent_of(const Oid& commit, const RawHeader& header) const {
  if (header.parents.empty()) return std::nullopt;
  if (header.parents.size() == 1) return header.parents.front();
  return header.parents.at(mainline_parent(read_commit(repository.handle_->git.get(), commit).get()));
}

RawHeader Chronicle::State::read_header(const Oid& commit) {
  const auto bytes = source.read(commit, ObjectType::commit);
  std::string_view rest = *bytes;
  const auto tree = header_id(rest, "tree ");
  if (!tree) {
    throw Error(ErrorKind::storage, "commit " + to_hex(commit) + " is damaged: run `git fsck --full` in the workspace");
  }
  RawHeader header{.tree = *tree, .parents = {}};
  while (const auto parent = header_id(rest, "parent ")) header.parents.push_back(*parent);
  return header;
}

std::optional<Oid> Chronicle::State::file_in(const Oid& tree, std::string_view path) {
  std::optional<Oid> folder = tree;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    folder = child(folder, path.substr(0, slash), true);
    path.remove_prefix(slash + 1);
  }
  return child(folder, path, false);
}

std::optional<Oid> Chronicle::State::child(const std::optional<Oid>& tree, std::string_view name, bool folder) {
  std::optional<Oid> found;
  if (!tree) return found;
  const auto bytes = source.read(*tree, ObjectType::tree);
  for (std::string_view rest = *bytes; !rest.empty();) {
    const NamedObject entry = take_entry(rest);
    if (entry.name != name) continue;
    if (entry.folder || !folder) found = entry.id;
    break;
  }
  return found;
}

/// The steps of a path out of those of the folder that it stands in.
const std::vector<RawStep>& Chronicle::State::raw_steps(std::string_view path, bool folder) {
  const auto key = std::pair(std::string(path), folder);
  if (const auto known = steps.find(key); known != steps.end()) return known->second;
  std::vector<RawStep> found;
  std::optional<Oid> last;
  const auto take = [&](std::size_t position, const std::optional<Oid>& id) {
    if (id == last) return;
    found.push_back({.position = position, .id = id});
    last = id;
  };
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) {
    // From the newest back: git's packs tell an older tree by a newer one.
    std::vector<std::optional<Oid>> ids(commits.size());
    for (std::size_t i = commits.size(); i-- > 0;) {
      const bool same = i + 1 < commits.size() && commits[i].tree == commits[i + 1].tree;
      ids[i] = same ? ids[i + 1] : child(commits[i].tree, path, folder);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) take(i, ids[i]);
  } else {
    const auto& above = raw_steps(path.substr(0, slash), true);
    std::vector<std::optional<Oid>> ids(above.size());
    for (std::size_t i = above.size(); i-- > 0;) ids[i] = child(above[i].id, path.substr(slash + 1), folder);
    for (std::size_t i = 0; i < above.size(); ++i) take(above[i].position, ids[i]);
  }
  return steps.emplace(key, std::move(found)).first->second;
}

Chronicle::Chronicle(const Repository& repository, const ObjectId& tip) : state_(std::make_unique<State>(repository)) {
  state_->read_commits(tip);
}
Chronicle::Chronicle(Chronicle&&) noexcept = default;
Chronicle::~Chronicle() = default;

std::size_t Chronicle::size() const {
  return state_->commits.size();
}

ObjectId Chronicle::id(std::size_t position) const {
  return to_hex(state_->commits.at(position).id);
}

CommitInfo Chronicle::commit(std::size_t position) const {
  return state_->repository.commit_info(id(position));
}

std::size_t Chronicle::position_of(const ObjectId& commit) const {
  const auto& commits = state_->commits;
  const auto found = std::ranges::find(commits, from_hex(commit), &RawCommit::id);
  ensure(found != commits.end(), "a commit that is not of this history");
  return static_cast<std::size_t>(found - commits.begin());
}

const std::vector<Chronicle::Step>& Chronicle::steps_of(std::string_view path) const {
  const auto known = state_->told.find(path);
  if (known != state_->told.end()) return known->second;
  std::vector<Step> told;
  for (const RawStep& step : state_->raw_steps(path, false))
    told.push_back({.position = step.position, .id = step.id ? to_hex(*step.id) : ""});
  return state_->told.emplace(std::string(path), std::move(told)).first->second;
}

const Chronicle::Step* Chronicle::step_at(std::size_t position, std::string_view path) const {
  const auto& steps = steps_of(path);
  const auto after = std::ranges::upper_bound(steps, position, {}, &Step::position);
  return after == steps.begin() ? nullptr : &*std::prev(after);
}

ObjectId Chronicle::id_at(std::size_t position, std::string_view path) const {
  const Step* const step = step_at(position, path);
  return step == nullptr ? "" : step->id;
}

std::vector<TreeFile> Chronicle::files_in(const ObjectId& tree) const {
  std::vector<TreeFile> files;
  for (DifferentFile& each : files_that_differ(tree, "")) files.push_back(std::move(each.file));
  return files;
}

std::vector<Chronicle::DifferentFile> Chronicle::files_that_differ(const ObjectId& tree, const ObjectId& other) const {
  std::vector<DifferentFile> files;
  if (tree.empty() || tree == other) return files;
  ObjectSource& source = state_->source;
  const auto other_bytes =
      other.empty() ? std::make_shared<const std::string>() : source.read(from_hex(other), ObjectType::tree);
  const auto bytes = source.read(from_hex(tree), ObjectType::tree);
  const Unlike unlike = compare_trees(*bytes, *other_bytes);
  for (const auto& [name, entry] : unlike.one) {
    const auto there = unlike.other.find(name);
    const bool is_there = there != unlike.other.end();
    if (entry.folder || (is_there && there->second.id == entry.id)) continue;
    files.push_back({.file = {.path = std::string(name), .blob = to_hex(entry.id)},
                     .other = is_there ? to_hex(there->second.id) : ""});
  }
  return files;
}

Chronicle::Bytes Chronicle::read_blob(const ObjectId& blob) const {
  return state_->source.read(from_hex(blob), ObjectType::blob);
}

std::size_t Chronicle::cost_of_blob(const ObjectId& blob) const {
  return state_->source.cost_of(from_hex(blob));
}

std::optional<std::string> Chronicle::read_file(std::size_t position, std::string_view path) const {
  const ObjectId blob = id_at(position, path);
  if (blob.empty()) return std::nullopt;
  return *read_blob(blob);
}

}  // namespace clever_sync
