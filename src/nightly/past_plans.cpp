#include "nightly/past_plans.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

/// The lines of canonical JSON that hold the text, at most so many, without the comma at their end.
std::vector<std::string_view> lines_with(std::string_view text, std::string_view wanted, std::size_t at_most) {
  std::vector<std::string_view> lines;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos && lines.size() < at_most;) {
    const std::size_t start = at == 0 ? 0 : text.rfind('\n', at) + 1;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(start, end - start);
    if (line.ends_with(',')) line.remove_suffix(1);
    lines.push_back(line);
    at = text.find(wanted, end);
  }
  return lines;
}

/// A plan's file, cut into what stands before its changes, these, and what stands after.
struct PlanText {
  std::string_view head, changes, tail;
};

PlanText cut(std::string_view bytes) {
  constexpr std::string_view begin = "\"changes\":[", end = "\n]";
  const std::size_t start = bytes.find(begin);
  if (start == std::string_view::npos || bytes.substr(start + begin.size()).starts_with(']')) return {bytes, {}, {}};
  const std::size_t from = start + begin.size(), to = std::min(bytes.find(end, from), bytes.size());
  return {.head = bytes.substr(0, from),
          .changes = bytes.substr(from, to - from),
          .tail = bytes.substr(std::min(to + end.size(), bytes.size()))};
}

/// The plan with these of its changes alone. parse_plan holds a file to its digest, so the slice gets one of its own to
/// be read.
PlanSlice slice_of(const PlanText& plan, const std::vector<std::string_view>& changes) {
  std::string text(plan.head);
  std::string_view separator = "\n";
  for (const std::string_view change : changes) {
    text.append(separator).append(change);
    separator = ",\n";
  }
  if (!plan.tail.empty()) text.append(changes.empty() ? "]" : "\n]").append(plan.tail);
  constexpr std::string_view key = ",\"plan\":\"";
  const std::size_t digests = text.find("\"digests\":{");
  const std::size_t at = digests == std::string::npos ? digests : text.find(key, digests);
  if (at == std::string::npos) {
    throw Error(ErrorKind::integrity, std::string(plan_path) + " has no digest; restore it from the git history");
  }
  const std::size_t start = at + key.size(), end = text.find('"', start);
  PlanSlice slice{.commit = {}, .digest = text.substr(start, end - start), .plan = {}};
  text.erase(at, end + 1 - at);
  text.insert(at, std::string(key) + sha256_hex(text) + "\"");
  slice.plan = parse_plan(text, plan_path).plan;
  return slice;
}

PlanSlice slice_for(std::string_view bytes, const std::string& id) {
  const PlanText plan = cut(bytes);
  return slice_of(plan, lines_with(plan.changes, "\"clever_id\":\"" + id + "\"", bytes.size()));
}

std::map<std::string, ObjectId> files_of(const Repository& repository, const ObjectId& tree) {
  std::map<std::string, ObjectId> files;
  for (const TreeFile& file : repository.files_below(tree, "")) files[file.path] = file.blob;
  return files;
}

/// The lines of a receipts file after the first `known` bytes that name the object.
class ReceiptScan {
 public:
  ReceiptScan(std::string path, const std::string& bytes, std::size_t known)
      : path_(std::move(path)), bytes_(bytes), start_(known) {}

  template <class Take>
  void each_of(const CleverId& id, const Take& take) {
    const std::string wanted = "\"clever_id\":\"" + id.text() + "\"";
    for (std::size_t at = bytes_.find(wanted, start_); at != std::string::npos;) {
      const std::size_t line = at == 0 ? 0 : bytes_.rfind('\n', at) + 1;
      const std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
      const auto number = std::count(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(line), '\n') + 1;
      take(parse_own_json(std::string_view(bytes_).substr(line, end - line), path_), static_cast<int>(number));
      at = bytes_.find(wanted, end);
    }
  }

 private:
  std::string path_;
  const std::string& bytes_;
  std::size_t start_;
};

std::optional<ReceiptFact> receipt_of(const Json& json, Kind kind) {
  const auto action = parse_action(json.text("action"));
  const auto part = parse_part(json.text("part"));
  const auto id = CleverId::parse(json.text("clever_id"));
  if (!action || !part || !id || parse_kind(json.text("kind")) != kind) return std::nullopt;
  const Json* status = json.find("status");
  ReceiptFact fact;
  fact.run = json.text("run");
  fact.action = *action;
  fact.part = *part;
  fact.change = change_name(*action, kind, *id);
  fact.key = json.text("key");
  fact.status = status == nullptr ? 0 : static_cast<int>(status->as_integer().value_or(0));
  fact.code = json.text("code");
  fact.sphero_id = json.text("sphero_id");
  fact.result = json.text("result");
  return fact;
}

}  // namespace

std::optional<PlanSlice> read_plan_header(const Repository& repository, const ObjectId& commit) {
  const auto bytes = repository.read_file(commit, plan_path);
  if (!bytes) return std::nullopt;
  const PlanText plan = cut(*bytes);
  std::vector<std::string_view> changes;
  for (const Part part : {Part::additions, Part::removals}) {
    const auto first = lines_with(plan.changes, "\"part\":\"" + std::string(name_of(part)) + "\"", 1);
    changes.insert(changes.end(), first.begin(), first.end());
  }
  return slice_of(plan, changes);
}

std::string approve_command_of(const PlanSlice& slice, Part part) {
  std::string command = approve_command(slice.plan, part);
  const std::size_t at = command.rfind(' ') + 1;
  return command.replace(at, std::string::npos, slice.digest.substr(0, command.size() - at));
}

PastPlans::PastPlans(const Repository& repository, const std::vector<Moment>& moments, const CleverId& id)
    : repository_(repository), moments_(moments), id_(id.text()) {}

const PlanSlice* PastPlans::read(std::size_t position) {
  const ObjectId& blob = moments_[position].plan;
  if (blob.empty()) return nullptr;
  const auto known = read_.find(blob);
  if (known != read_.end()) return &known->second;
  return &read_.emplace(blob, slice_for(repository_.read_blob(blob), id_)).first->second;
}

const PlanSlice* PastPlans::at(std::size_t position) {
  std::size_t since = position;
  while (since > 0 && moments_[since - 1].plan == moments_[position].plan) --since;
  const PlanSlice* slice = read(position);
  if (slice != nullptr) read_.at(moments_[position].plan).commit = moments_[since].commit;
  return slice;
}

const PlanSlice* PastPlans::with_digest(const std::string& digest, std::size_t position) {
  // The plan that a run carried out was committed right before its answers: the first look finds it.
  for (std::size_t i = position + 1; i-- > 0;) {
    if (i < position && moments_[i].plan == moments_[i + 1].plan) continue;
    const PlanSlice* slice = at(i);
    if (slice != nullptr && slice->digest == digest) return slice;
  }
  return nullptr;
}

std::vector<FoundReceipt> find_receipts(const Repository& repository, const std::vector<Moment>& moments,
                                        const std::set<std::int64_t>& positions, Kind kind, const CleverId& id,
                                        PastPlans& plans) {
  std::vector<FoundReceipt> found;
  for (const std::int64_t position : positions) {
    const auto i = static_cast<std::size_t>(position);
    const auto before = i == 0 ? std::map<std::string, ObjectId>{} : files_of(repository, moments[i - 1].receipts);
    for (const auto& [file, blob] : files_of(repository, moments[i].receipts)) {
      const auto old = before.find(file);
      if (old != before.end() && old->second == blob) continue;
      const std::string digest = file.substr(0, file.find('.'));
      const std::string path = std::string(receipts_folder) + "/" + file;
      const std::string bytes = repository.read_blob(blob);
      const std::size_t known = old == before.end() ? 0 : repository.read_blob(old->second).size();
      ReceiptScan(path, bytes, known).each_of(id, [&](const Json& json, int line) {
        auto fact = receipt_of(json, kind);
        if (!fact) return;
        fact->commit = moments[i].commit;
        fact->path = path;
        fact->line = line;
        fact->plan = digest;
        found.push_back({.receipt = *std::move(fact), .plan = plans.with_digest(digest, i == 0 ? 0 : i - 1)});
      });
    }
  }
  return found;
}

}  // namespace clever_sync
