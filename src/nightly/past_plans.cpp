#include "nightly/past_plans.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text_search.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

/// A plan's file, cut into what stands before its changes, these, and what stands after.
struct PlanText {
  std::string_view head, changes, tail;
};

PlanText cut(std::string_view bytes) {
  constexpr std::string_view begin = "\"changes\":[", end = "\n]";
  const std::size_t start = find_text(bytes, begin, 0);
  if (start == std::string_view::npos || bytes.substr(start + begin.size()).starts_with(']')) return {bytes, {}, {}};
  const std::size_t from = start + begin.size(), to = std::min(find_text(bytes, end, from), bytes.size());
  return {.head = bytes.substr(0, from),
          .changes = bytes.substr(from, to - from),
          .tail = bytes.substr(std::min(to + end.size(), bytes.size()))};
}

/// The plan with these of its changes alone.
PlanSlice slice_of(const PlanText& plan, const std::vector<std::string_view>& changes) {
  std::string text(plan.head);
  std::string_view separator = "\n";
  for (const std::string_view change : changes) {
    text.append(separator).append(change);
    separator = ",\n";
  }
  if (!plan.tail.empty()) text.append(changes.empty() ? "]" : "\n]").append(plan.tail);
  ParsedPlan parsed = parse_plan_slice(text, plan_path);
  return {.commit = {}, .digest = std::move(parsed.digest), .plan = std::move(parsed.plan)};
}

PlanSlice slice_for(std::string_view bytes, const std::string& id) {
  const PlanText plan = cut(bytes);
  return slice_of(plan, lines_with(plan.changes, "\"clever_id\":\"" + id + "\"", bytes.size()));
}

/// The lines of a receipts file after the first `known` bytes that name the object.
class ReceiptScan {
 public:
  ReceiptScan(std::string path, const std::string& bytes, std::size_t known)
      : path_(std::move(path)), bytes_(bytes), start_(known) {}

  template <class Take>
  void each_of(const CleverId& id, const Take& take) {
    const std::string wanted = "\"clever_id\":\"" + id.text() + "\"";
    for (std::size_t at = find_text(bytes_, wanted, start_); at != std::string::npos;) {
      const std::size_t line = at == 0 ? 0 : bytes_.rfind('\n', at) + 1;
      const std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
      const auto number = std::count(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(line), '\n') + 1;
      take(parse_own_json(std::string_view(bytes_).substr(line, end - line), path_), static_cast<int>(number));
      at = find_text(bytes_, wanted, end);
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
  return approve_command(slice.plan, part, slice.digest);
}

PastPlans::PastPlans(Past& past, const CleverId& id) : past_(past), id_(id.text()) {}

const PlanSlice* PastPlans::read(const Chronicle::Step& step) {
  if (step.id.empty()) return nullptr;
  const auto known = read_.find(step.position);
  if (known != read_.end()) return &known->second;
  PlanSlice slice = slice_for(*past_.chronicle().read_blob(step.id), id_);
  slice.commit = past_.fact(step.position);
  return &read_.emplace(step.position, std::move(slice)).first->second;
}

const PlanSlice* PastPlans::at(std::size_t position) {
  const Chronicle::Step* const step = past_.chronicle().step_at(position, plan_path);
  return step == nullptr ? nullptr : read(*step);
}

const PlanSlice* PastPlans::with_digest(const std::string& digest, std::size_t position) {
  // The plan that a run carried out was committed right before its answers: the first look finds it.
  const auto& steps = past_.chronicle().steps_of(plan_path);
  auto after = std::ranges::upper_bound(steps, position, {}, &Chronicle::Step::position);
  while (after != steps.begin()) {
    --after;
    const PlanSlice* const slice = read(*after);
    if (slice != nullptr && slice->digest == digest) return slice;
  }
  return nullptr;
}

namespace {

/// A night's receipts and plan are as long as what it changed in the whole district. So they are opened from the newest
/// back as far as so many bytes of each sort of night reach: in a small district that is all of them, and what the
/// others say is told by the object's own records, too.
struct Reach {
  std::size_t made = std::size_t{12} << 20U;      // nights that made or unmade the object
  std::size_t moved = std::size_t{4} << 20U;      // nights that changed it otherwise
  std::size_t untouched = std::size_t{1} << 20U;  // nights that could only say that something was not sent
};

class ReceiptSearch {
 public:
  ReceiptSearch(Past& past, Kind kind, const CleverId& id, PastPlans& plans)
      : past_(past), kind_(kind), id_(id), plans_(plans) {}

  FoundReceipts search(const ReceiptsWanted& wanted) {
    const auto& steps = past_.chronicle().steps_of(receipts_folder);
    Reach reach;
    for (std::size_t i = steps.size(); i-- > 0;) {
      const std::size_t position = steps[i].position;
      const bool made = wanted.made.contains(position), moved = made || wanted.moved.contains(position);
      std::size_t& left = made ? reach.made : moved ? reach.moved : reach.untouched;
      // What was out of reach once puts an end to it: older nights are not even looked up.
      if (wanted.depth == Depth::every_night || left > 0) {
        const auto files = past_.chronicle().files_that_differ(steps[i].id, i == 0 ? "" : steps[i - 1].id);
        const std::size_t cost = cost_of(position, files, moved);
        if (wanted.depth == Depth::every_night || cost <= left) {
          for (const auto& file : files) open(file, position);
          left -= std::min(cost, left);
          continue;
        }
        if (!made) left = 0;
      }
      ++found_.unopened;
      if (moved) found_.unopened_and_moved.insert(static_cast<std::int64_t>(position));
    }
    std::ranges::stable_sort(found_.receipts, {},
                             [](const FoundReceipt& each) { return each.receipt.commit.position; });
    return std::move(found_);
  }

 private:
  using Files = std::vector<Chronicle::DifferentFile>;

  /// Where the object changed, the receipts name it, and the plan that they carry out is opened, too.
  [[nodiscard]] std::size_t cost_of(std::size_t position, const Files& files, bool moved) const {
    const Chronicle& chronicle = past_.chronicle();
    std::size_t cost = 0;
    for (const auto& [file, old] : files)
      cost += chronicle.cost_of_blob(file.blob) + (old.empty() ? 0 : chronicle.cost_of_blob(old));
    if (!moved || position == 0) return cost;
    const ObjectId plan = chronicle.id_at(position - 1, plan_path);
    return cost + (plan.empty() ? 0 : chronicle.cost_of_blob(plan));
  }

  /// The lines that this commit added to the file.
  void open(const Chronicle::DifferentFile& different, std::size_t position) {
    const Chronicle& chronicle = past_.chronicle();
    const auto& [file, old] = different;
    const std::string path = std::string(receipts_folder) + "/" + file.path;
    const auto bytes = chronicle.read_blob(file.blob);
    const std::size_t known = old.empty() ? 0 : chronicle.read_blob(old)->size();
    const std::string digest = file.path.substr(0, file.path.find('.'));
    ReceiptScan(path, *bytes, known).each_of(id_, [&](const Json& json, int line) {
      auto fact = receipt_of(json, kind_);
      if (!fact) return;
      fact->commit = past_.fact(position);
      fact->path = path;
      fact->line = line;
      fact->plan = digest;
      const std::size_t planned_by = position == 0 ? 0 : position - 1;
      found_.receipts.push_back({.receipt = *std::move(fact), .plan = plans_.with_digest(digest, planned_by)});
    });
  }

  Past& past_;
  Kind kind_;
  const CleverId& id_;
  PastPlans& plans_;
  FoundReceipts found_;
};

}  // namespace

FoundReceipts find_receipts(Past& past, const ReceiptsWanted& wanted, Kind kind, const CleverId& id, PastPlans& plans) {
  return ReceiptSearch(past, kind, id, plans).search(wanted);
}

}  // namespace clever_sync
