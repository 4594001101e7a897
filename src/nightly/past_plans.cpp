#include "nightly/past_plans.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

/// The plan's text without the changes of other objects. The file is canonical: a change is a line of its own.
std::string without_other_changes(std::string_view bytes, const std::string& id) {
  constexpr std::string_view begin = "\"changes\":[\n", end = "\n]";
  const std::size_t start = bytes.find(begin);
  if (start == std::string_view::npos) return std::string(bytes);
  const std::size_t from = start + begin.size(), to = bytes.find(end, from);
  if (to == std::string_view::npos) return std::string(bytes);
  const std::string wanted = "\"clever_id\":\"" + id + "\"";
  const std::string_view changes = bytes.substr(from, to - from);
  std::string kept;
  for (std::size_t at = changes.find(wanted); at != std::string_view::npos;) {
    const std::size_t line = changes.rfind('\n', at) + 1;
    const std::size_t line_end = std::min(changes.find('\n', at), changes.size());
    std::string_view text = changes.substr(line, line_end - line);
    if (text.ends_with(',')) text.remove_suffix(1);
    kept += kept.empty() ? "" : ",\n";
    kept += text;
    at = changes.find(wanted, line_end);
  }
  std::string out(bytes.substr(0, start));
  out += kept.empty() ? std::string("\"changes\":[]") : "\"changes\":[\n" + kept + "\n]";
  return out.append(bytes.substr(to + end.size()));
}

/// The slice of a plan's file. parse_plan holds a file to its digest, so the slice gets one of its own to be read.
PlanSlice slice_of(std::string_view bytes, const std::string& id) {
  std::string text = without_other_changes(bytes, id);
  constexpr std::string_view key = ",\"plan\":\"";
  const std::size_t digests = text.find("\"digests\":{");
  const std::size_t at = digests == std::string::npos ? digests : text.find(key, digests);
  if (at == std::string::npos) {
    throw Error(ErrorKind::integrity, std::string(plan_path) + " has no digest; clever-sync verify says more");
  }
  const std::size_t start = at + key.size(), end = text.find('"', start);
  PlanSlice slice{.commit = {}, .digest = text.substr(start, end - start), .plan = {}};
  text.erase(at, end + 1 - at);
  text.insert(at, std::string(key) + sha256_hex(text) + "\"");
  slice.plan = parse_plan(text, plan_path).plan;
  return slice;
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

PastPlans::PastPlans(const Repository& repository, const std::vector<Moment>& moments, const CleverId& id)
    : repository_(repository), moments_(moments), id_(id.text()) {}

const PlanSlice* PastPlans::read(std::size_t position) {
  const ObjectId& blob = moments_[position].plan;
  if (blob.empty()) return nullptr;
  const auto known = read_.find(blob);
  if (known != read_.end()) return &known->second;
  return &read_.emplace(blob, slice_of(repository_.read_blob(blob), id_)).first->second;
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
