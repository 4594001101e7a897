#include "nightly/past.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text_search.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view run_trailer = "Clever-Sync-Run";

std::string_view plural_of(Kind kind) {
  using enum Kind;
  switch (kind) {
    case teacher:
      return "teachers";
    case student:
      return "students";
    case class_:
      return "classes";
  }
  unreachable("Kind");
}

std::string below(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name);
}

/// The text of a key's value in a line of canonical JSON; "" if it has none. Runs are many, and parsing each would cost
/// more than all else here.
std::string_view text_under(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  return line.substr(at + key.size(), line.find('"', at + key.size()) - at - key.size());
}

struct RunDay {
  std::string run;
  Date day{};
};

/// Of every run line, in their order.
std::vector<RunDay> run_days(std::string_view bytes) {
  std::vector<RunDay> days;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    const auto day = parse_date(text_under(line, "\"as_of\":\""));
    if (day) days.push_back({.run = std::string(text_under(line, "\"run\":\"")), .day = *day});
  }
  return days;
}

std::vector<RunDay> all_run_days(const Repository& repository, const ObjectId& tip) {
  std::vector<RunDay> all;
  for (const TreeFile& file : repository.files_below(tip, runs_folder)) {
    for (RunDay& day : run_days(repository.read_blob(file))) all.push_back(std::move(day));
  }
  return all;
}

/// Whether a run for a later day is recorded. Mostly that is asked of the newest days, and one file tells it.
bool has_later_run(const Repository& repository, const ObjectId& tip, Date day) {
  const std::string of_its_month = run_file(day);
  const auto is_later = [day](const RunDay& run) { return run.day > day; };
  return std::ranges::any_of(repository.files_below(tip, runs_folder), [&](const TreeFile& file) {
    return file.path >= of_its_month && std::ranges::any_of(run_days(repository.read_blob(file)), is_later);
  });
}

/// The commit in which the line of that run first stood in its file.
std::size_t recording_commit(const Chronicle& chronicle, const RunDay& run) {
  const auto& steps = chronicle.steps_of(run_file(run.day));
  std::size_t found = chronicle.size() - 1;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->id.empty() || !holds_text(*chronicle.read_blob(step->id), "\"run\":\"" + run.run + "\"")) break;
    found = step->position;
  }
  return found;
}

}  // namespace

std::string source_folder(Kind kind) {
  return below(snapshot_folder, kind == Kind::class_ ? "sections" : plural_of(kind));
}
std::string applied_folder_of(Kind kind) {
  return below(applied_folder, plural_of(kind));
}
std::string live_folder_of(Kind kind) {
  return below(live_folder, plural_of(kind));
}

Past::Past(const Repository& repository, const ObjectId& tip) : repository_(repository), chronicle_(repository, tip) {}

std::string Past::read(const TreeFile& file) const {
  return repository_.is_bare() ? *chronicle_.read_blob(file.blob) : repository_.read_blob(file);
}

std::vector<TreeFile> Past::files_of_tip(const std::string& folder) const {
  std::vector<TreeFile> files = chronicle_.files_in(chronicle_.id_at(last(), folder));
  for (TreeFile& file : files) file.path = below(folder, file.path);
  return files;
}

void Past::read_days() {
  if (std::exchange(days_read_, true) || chronicle_.size() == 0) return;
  for (const TreeFile& file : files_of_tip(std::string(runs_folder))) {
    for (RunDay& each : run_days(read(file))) days_[std::move(each.run)] = each.day;
  }
}

const CommitFact& Past::fact(std::size_t position) {
  if (const auto known = facts_.find(position); known != facts_.end()) return known->second;
  return facts_.emplace(position, fact_of(chronicle_.id(position), position)).first->second;
}

CommitFact Past::fact_of(const ObjectId& id, std::size_t position) {
  read_days();
  const CommitInfo commit = repository_.commit_info(id);
  CommitFact fact{.id = commit.id,
                  .time = commit.time,
                  .author = commit.author_name + " <" + commit.author_email + ">",
                  .subject = commit.subject,
                  .run = {},
                  .day = std::nullopt,
                  .position = static_cast<std::int64_t>(position)};
  for (const Trailer& trailer : commit.trailers) {
    if (trailer.key != run_trailer) continue;
    fact.run = trailer.value;
    if (const auto day = days_.find(trailer.value); day != days_.end()) fact.day = day->second;
  }
  return fact;
}

const std::string& Past::line_in(const ObjectId& blob, const std::string& id) {
  auto search = searches_.find(id);
  if (search == searches_.end()) search = searches_.emplace(id, LineSearch(chronicle_, id)).first;
  return search->second.line_in(blob);
}

std::string Past::line_in_tip(const std::string& folder, const TreeFile& file, const std::string& id) {
  if (repository_.is_bare()) return line_in(file.blob, id);
  return line_of_record(repository_.read_blob(TreeFile{.path = below(folder, file.path), .blob = file.blob}), id);
}

ObjectId commit_for_day(const Repository& repository, const ObjectId& tip, Date day) {
  if (!has_later_run(repository, tip, day)) return tip;
  const auto runs = all_run_days(repository, tip);
  const auto last = std::find_if(runs.rbegin(), runs.rend(), [day](const RunDay& run) { return run.day <= day; });
  if (last == runs.rend()) {
    throw Error(ErrorKind::usage, "the first run of this workspace is for " + format_date(runs.front().day) +
                                      "; nothing is known of " + format_date(day));
  }
  const Chronicle chronicle(repository, tip);
  const std::size_t recorded = recording_commit(chronicle, *last);
  std::size_t state = recorded;
  const std::vector<std::string> of_people{std::string(approvals_folder), std::string(rules_folder),
                                           std::string(config_path)};
  const ObjectId recorded_id = chronicle.id(recorded);
  while (state + 1 < chronicle.size() && repository.changed_only(recorded_id, chronicle.id(state + 1), of_people))
    ++state;
  return chronicle.id(state);
}

}  // namespace clever_sync
