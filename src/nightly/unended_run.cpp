#include "nightly/unended_run.hpp"

#include <variant>

#include "apply/journal.hpp"
#include "base/error.hpp"

namespace clever_sync {

std::string journal_path(const Repository& repository) {
  return repository.private_folder() + "/journal";
}

std::optional<UnendedRun> read_unended_run(Disk& disk, const Repository& repository) {
  const std::string path = journal_path(repository);
  const auto bytes = disk.read_file(path);
  if (!bytes) return std::nullopt;
  std::optional<JournalStart> start;
  UnendedRun unended;
  try {
    read_journal(*bytes, path, [&start](JournalLine&& line) {
      if (auto* first = std::get_if<JournalStart>(&line); first != nullptr && !start) start = std::move(*first);
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::integrity) throw;
    unended.damage = error.what();  // every run ends with it, and none of them leaves a line that could be asked
  }
  if (!start && unended.damage.empty()) return std::nullopt;  // it died before its first line was whole
  if (start) {
    unended.run = start->run;
    unended.as_of = start->as_of;
    if (unended.damage.empty() && !repository.resolve(start->base)) {
      unended.damage = path +
                       ":1: the journal is of a run that began at a commit which this repository does not have; "
                       "move the file away and run again";
    }
  }
  return unended;
}

}  // namespace clever_sync
