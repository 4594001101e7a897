#include "nightly/diagnosis_facts.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text_search.hpp"
#include "desired/desired.hpp"
#include "nightly/past_plans.hpp"
#include "nightly/plan_world.hpp"
#include "nightly/record_versions.hpp"
#include "nightly/status_facts.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

std::string in_snapshot(std::string_view name) {
  return std::string(snapshot_folder) + "/" + std::string(name);
}

/// Calls `take` with each record of a file of records.
template <class Take>
void each_record(const Past& past, const std::string& path, const Take& take) {
  const auto bytes = past.chronicle().read_file(past.last(), path);
  if (!bytes) return;
  const Json records = parse_own_json(*bytes, path);
  if (records.as_array() == nullptr) return;
  for (const Json& record : *records.as_array()) take(record);
}

/// Calls `take` with each line below the folder that holds the text, and the file's name in the folder.
template <class Take>
void each_line_with(const Past& past, const std::string& folder, const std::string& text, const Take& take) {
  for (const TreeFile& file : past.files_of_tip(folder)) {
    const std::string bytes = past.read(file);
    for (const std::string_view line : lines_with(bytes, text, bytes.size()))
      take(parse_own_json(line, file.path), file.path.substr(folder.size() + 1));
  }
}

std::size_t count_of(const std::string& bytes, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = find_text(bytes, text, at)) != std::string::npos; at += text.size()) ++count;
  return count;
}

void read_terms(const Past& past, DiagnosisFacts& facts) {
  std::vector<std::string> over, running;
  each_record(past, in_snapshot("terms.json"), [&](const Json& term) {
    const auto begins = parse_date(term.text("start_date")), ends = parse_date(term.text("end_date"));
    const std::string cited = "\"term_id\":\"" + std::string(term.text("id")) + "\"";
    if (ends && *ends < facts.status.as_of) over.push_back(cited);
    const bool runs = begins && ends && *begins <= facts.status.as_of && facts.status.as_of <= *ends;
    if (!runs) return;
    facts.running_term = term.text("name");
    running.push_back(cited);
  });
  if (over.empty()) return;
  constexpr std::string_view first_seen = "\"first_seen\":\"";
  constexpr std::size_t date_length = 10;
  for (const TreeFile& file : past.files_of_tip(source_folder(Kind::class_))) {
    if (file.path.ends_with("/absent.json")) continue;
    const std::string bytes = past.read(file);
    for (const std::string& term : over)
      facts.sections_of_past_terms += static_cast<std::int64_t>(count_of(bytes, term));
    for (const std::string& term : running)
      facts.sections_of_running_terms += static_cast<std::int64_t>(count_of(bytes, term));
    for (std::size_t at = 0; (at = find_text(bytes, first_seen, at)) != std::string::npos; ++at) {
      const auto day = parse_date(std::string_view(bytes).substr(at + first_seen.size(), date_length));
      if (day && (!facts.newest_section || *facts.newest_section < *day)) facts.newest_section = day;
    }
  }
}

void read_district(const Past& past, const Config& config, DiagnosisFacts& facts) {
  const Repository& repository = past.repository();
  const ObjectId commit = past.chronicle().id(past.last());
  facts.state = district_text(repository, commit, "state");
  facts.launch_date = parse_date(district_text(repository, commit, "launch_date"));
  facts.pause_end = parse_date(district_text(repository, commit, "pause_end"));
  facts.gate_on_launch_date = config.gate_on_launch_date;
  const auto manifest = repository.read_file(commit, in_snapshot("manifest.json"));
  if (!manifest) return;
  const SnapshotCounts counts = parse_manifest(*manifest, in_snapshot("manifest.json"));
  facts.counts = counts.district;
  each_record(past, in_snapshot("schools.json"), [&](const Json& school) {
    const auto id = SchoolId::parse(school.text("id"));
    if (!id) return;
    SchoolFact fact{.id = *id, .name = std::string(school.text("name")), .counts = {}};
    for (const auto& [counted_school, each] : counts.schools) {
      if (counted_school == *id) fact.counts = each;
    }
    facts.schools.push_back(std::move(fact));
  });
  read_terms(past, facts);
}

/// Since when, without a break, runs have waited for Sphero's word.
void read_sphero_wait(const Repository& repository, const ObjectId& commit, DiagnosisFacts& facts) {
  const auto lines = read_run_lines(repository, commit);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const bool came_to_it = line->error.empty() && !line->refused_source && line->command != "fetch";
    const bool waits = std::ranges::find(line->waits, "sphero-connection") != line->waits.end();
    if (came_to_it && !waits) return;
    if (waits) facts.sphero_waits_since = line->as_of;
  }
}

void read_rules(const Repository& repository, const ObjectId& commit, DiagnosisFacts& facts) {
  const RuleSet rules = parse_rules(read_rule_files(repository, commit));
  facts.after_term_end_days = rules.lifecycle.after_term_end_days.value;
  facts.after_absent_nights = rules.lifecycle.after_absent_nights.value;
  facts.archives_orphans = rules.lifecycle.archive_orphans.value;
  facts.orphans_rule = *rules.lifecycle.archive_orphans.rule;
  if (const auto plan = read_plan_header(repository, commit)) {
    facts.findings = plan->plan.findings;
    facts.filtered = plan->plan.counts.filtered;
  }
}

ClassFact class_fact(const Json& record, const CleverId& id) {
  ClassFact fact{.id = id, .name = std::string(record.text("name")), .term = std::string(record.text("term"))};
  const Json* archived = record.find("archived");
  fact.archived = archived != nullptr && archived->as_bool().value_or(false);
  return fact;
}

/// What the rules want of the classes, and how Clever has them.
void judge_classes(const PlanWorld& world, std::vector<ClassFact>& classes) {
  const DesiredResult desired = derive_desired(world.snapshot, world.rules, world.as_of);
  for (ClassFact& fact : classes) {
    for (const DesiredClass& wanted : desired.state.classes) {
      if (wanted.object.id.as<AnyTag>() != fact.id) continue;
      fact.known = true;
      fact.wanted = wanted.stance;
      fact.code = wanted.cause.code;
      if (wanted.cause.rule) fact.rule = *wanted.cause.rule;
    }
    const auto place = [&](const Section& section, RecordVersion::Where where) {
      fact.in_clever = where;
      const Term* term = section.term ? find_by_id(world.snapshot.roster.terms, *section.term) : nullptr;
      if (term != nullptr) fact.term_ends = term->end_date;
    };
    if (const Section* section = find_by_id(world.snapshot.roster.sections, fact.id.as<SectionTag>()))
      place(*section, RecordVersion::Where::shared);
    for (const Absent<Section>& absent : world.snapshot.absences.sections) {
      if (absent.record.id.as<AnyTag>() != fact.id) continue;
      place(absent.record, RecordVersion::Where::absent);
      fact.missed_nights = std::ssize(absent.missed);
    }
  }
}

void read_classes(Past& past, const Person& who, DiagnosisFacts& facts) {
  std::set<std::string> files;
  each_line_with(past, live_folder_of(Kind::class_), "\"" + who.id.text() + "\"",
                 [&](const Json& record, const std::string& file) {
                   const auto id = CleverId::parse(record.text("id"));
                   if (!id) return;
                   files.insert(file);
                   facts.classes.push_back(class_fact(record, *id));
                 });
  if (who.kind != Kind::teacher || files.empty()) return;
  judge_classes(
      read_plan_world(past, past.last(), {.files = files, .kind = who.kind, .id = who.id, .as_of = facts.status.as_of}),
      facts.classes);
}

/// Other accounts that are or may be the same person's.
void read_identity(const Past& past, const Person& who, DiagnosisFacts& facts) {
  if (!facts.who || !facts.who->standing.source) return;
  const Json record = record_of_line(facts.who->standing.source->line);
  const std::string sis_id(record.text("sis_id")), email(record.text("email"));
  const bool absent = !facts.who->standing.source->there();
  if (absent && !sis_id.empty()) {
    std::string text;
    append_json_string(sis_id, text);
    each_line_with(past, source_folder(who.kind), "\"sis_id\":" + text, [&](const Json& other, const std::string&) {
      if (other.text("id") != who.id.text()) facts.same_sis_id.emplace_back(other.text("id"));
    });
  }
  if (who.kind != Kind::teacher || email.empty()) return;
  each_record(past, std::string(live_folder) + "/unmanaged.json", [&](const Json& account) {
    if (account.text("email") == email) facts.hand_made_accounts.emplace_back(account.text("sphero_id"));
  });
}

}  // namespace

std::vector<Person> find_people(Past& past, const std::vector<Kind>& kinds, const std::string& query) {
  std::vector<Person> people;
  for (const Kind kind : kinds) {
    for (const Match& match : find_matches(past, kind, query, StudentNames::leave_out))
      people.push_back({.kind = kind, .id = match.id, .name = match.name});
  }
  if (!CleverId::parse(query)) return people;
  for (const Person& person : people) {
    RecordFinder finder(past, person.id);
    for (const std::string& folder : {source_folder(person.kind), live_folder_of(person.kind)}) {
      if (!finder.find_in_tip(folder).line.empty()) return {person};
    }
  }
  // No record of it is shared, but a section may list it; so the list tells whether it is a teacher or a student.
  std::optional<Person> listed;
  each_line_with(past, source_folder(Kind::class_), "\"" + query + "\"", [&](const Json& line, const std::string&) {
    const Json* inner = line.find("record");
    for (const auto& [list, kind] : {std::pair("teachers", Kind::teacher), std::pair("students", Kind::student)}) {
      const Json* ids = (inner == nullptr ? line : *inner).find(list);
      if (ids == nullptr || ids->as_array() == nullptr) continue;
      const auto same = [&query](const Json& id) { return id.as_string() != nullptr && *id.as_string() == query; };
      if (std::ranges::any_of(*ids->as_array(), same))
        listed = Person{.kind = kind, .id = people.front().id, .name = {}};
    }
  });
  const bool asked = listed && std::ranges::find(kinds, listed->kind) != kinds.end();
  if (asked) return {*std::move(listed)};
  people.resize(1);
  return people;
}

DiagnosisFacts read_diagnosis_facts(Past& past, const Config& config, const std::optional<Person>& who, Date as_of,
                                    UtcTime now) {
  const Repository& repository = past.repository();
  const ObjectId commit = past.chronicle().id(past.last());
  DiagnosisFacts facts;
  facts.status = read_status_facts(repository, commit, config, as_of, now);
  read_district(past, config, facts);
  read_sphero_wait(repository, commit, facts);
  read_rules(repository, commit, facts);
  if (!who) return facts;
  facts.who = gather_history(past, {.kind = who->kind,
                                    .id = who->id,
                                    .as_of = as_of,
                                    .now = now,
                                    .depth = Depth::where_it_counts,
                                    .citations = Citations::look_up});
  read_classes(past, *who, facts);
  read_identity(past, *who, facts);
  return facts;
}

}  // namespace clever_sync
