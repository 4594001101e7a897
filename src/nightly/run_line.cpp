#include "nightly/run_line.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

Json texts(const std::vector<std::string>& values) {
  Json::Array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

std::vector<std::string> texts_of(const Json* value) {
  std::vector<std::string> texts;
  if (value == nullptr || value->as_array() == nullptr) return texts;
  for (const Json& item : *value->as_array()) {
    if (const std::string* text = item.as_string()) texts.push_back(*text);
  }
  return texts;
}

std::int64_t count_of(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  return value == nullptr ? 0 : value->as_integer().value_or(0);
}

[[noreturn]] void damaged(std::string_view where, std::string_view what) {
  throw Error(ErrorKind::integrity, std::string(where) + " holds a run line without " + std::string(what) +
                                        "; restore the file from an earlier commit");
}

UtcTime time_of(const Json& object, std::string_view key, std::string_view where) {
  const auto time = parse_utc_time(object.text(key));
  if (!time) damaged(where, "a readable `" + std::string(key) + "`");
  return *time;
}

void set_count(Json& object, std::string_view key, std::int64_t count) {
  if (count != 0) object.set(key, count);
}

/// The lines of one run file, oldest first.
std::vector<RunLine> lines_of(const std::string& bytes, const std::string& path) {
  std::vector<RunLine> lines;
  std::size_t start = 0;
  while (start < bytes.size()) {
    const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
    const std::string where = path + ":" + std::to_string(lines.size() + 1);
    lines.push_back(parse_run_line(std::string_view(bytes).substr(start, end - start), where));
    start = end + 1;
  }
  return lines;
}

}  // namespace

std::string encode_run_line(const RunLine& line) {
  Json object;
  object.set("run", line.run);
  object.set("command", line.command);
  object.set("started", format_utc_time(line.started));
  object.set("finished", format_utc_time(line.finished));
  object.set("as_of", format_date(line.as_of));
  object.set("exit", line.exit);
  object.set("snapshot", line.snapshot);
  object.set("source_state", line.source_state);
  object.set("last_sync", line.last_sync);
  object.set("plan", line.plan);
  object.set("error", line.error);
  if (line.refused_source) {
    Json refused;
    refused.set("code", line.refused_source->code);
    refused.set("collection", line.refused_source->collection);
    set_count(refused, "page", line.refused_source->page);
    object.set("refused_source", refused);
  }
  set_count(object, "done", line.done);
  set_count(object, "refused", line.refused);
  set_count(object, "skipped", line.skipped);
  set_count(object, "unknown", line.unknown);
  set_count(object, "recovered", line.recovered);
  if (!line.waits.empty()) object.set("waits", texts(line.waits));
  if (!line.holds.empty()) object.set("holds", texts(line.holds));
  Json::Array receipts;
  for (const ReceiptsHead& head : line.receipts) {
    Json item;
    item.set("plan", head.plan);
    item.set("head", head.head);
    item.set("lines", head.lines);
    receipts.push_back(item);
  }
  if (!receipts.empty()) object.set("receipts", receipts);
  return canonical_json(object);
}

RunLine parse_run_line(std::string_view bytes, std::string_view where) {
  const Json object = parse_own_json(bytes, where);
  RunLine line;
  line.run = object.text("run");
  if (line.run.empty()) damaged(where, "a `run`");
  line.command = object.text("command");
  line.started = time_of(object, "started", where);
  line.finished = time_of(object, "finished", where);
  const auto as_of = parse_date(object.text("as_of"));
  if (!as_of) damaged(where, "a readable `as_of`");
  line.as_of = *as_of;
  line.exit = static_cast<int>(count_of(object, "exit"));
  line.snapshot = object.text("snapshot");
  line.source_state = object.text("source_state");
  line.last_sync = object.text("last_sync");
  line.plan = object.text("plan");
  line.error = object.text("error");
  if (const Json* refused = object.find("refused_source")) {
    line.refused_source = RefusedSource{.code = std::string(refused->text("code")),
                                        .collection = std::string(refused->text("collection")),
                                        .page = static_cast<int>(count_of(*refused, "page"))};
  }
  line.done = count_of(object, "done");
  line.refused = count_of(object, "refused");
  line.skipped = count_of(object, "skipped");
  line.unknown = count_of(object, "unknown");
  line.recovered = count_of(object, "recovered");
  line.waits = texts_of(object.find("waits"));
  line.holds = texts_of(object.find("holds"));
  const Json* receipts = object.find("receipts");
  if (receipts != nullptr && receipts->is_array()) {
    for (const Json& item : *receipts->as_array()) {
      line.receipts.push_back({.plan = std::string(item.text("plan")),
                               .head = std::string(item.text("head")),
                               .lines = count_of(item, "lines")});
    }
  }
  return line;
}

std::string run_file(Date as_of) {
  return std::string(runs_folder) + "/" + format_date(as_of).substr(0, 7) + ".jsonl";
}

std::vector<RunLine> read_run_lines(const Repository& repository, const ObjectId& commit) {
  std::vector<RunLine> lines;
  for (const TreeFile& file : repository.files_below(commit, runs_folder)) {
    auto more = lines_of(repository.read_blob(file.blob), file.path);
    lines.insert(lines.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return lines;
}

std::optional<RunLine> last_complete_fetch(const Repository& repository, const ObjectId& commit) {
  const auto files = repository.files_below(commit, runs_folder);
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    const auto lines = lines_of(repository.read_blob(file->blob), file->path);
    const auto found =
        std::find_if(lines.rbegin(), lines.rend(), [](const RunLine& line) { return !line.snapshot.empty(); });
    if (found != lines.rend()) return *found;
  }
  return std::nullopt;
}

void add_run_line(CommitBuilder& builder, const Repository& repository, const ObjectId& base, const RunLine& line) {
  const std::string path = run_file(line.as_of);
  builder.put(path, repository.read_file(base, path).value_or("") + encode_run_line(line) + "\n");
}

}  // namespace clever_sync
