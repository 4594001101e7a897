#include "audit/trials.hpp"

#include <algorithm>
#include <functional>
#include <memory>

#include "base/printable.hpp"

namespace clever_sync {

namespace {

using Of = Counterfactual::Of;
using Edit = std::function<void(PlanWorld&)>;

std::string place_of(const RuleRef& rule) {
  return rule.file + ":" + std::to_string(rule.line);
}
std::string place_of(const RulePtr& rule) {
  return rule ? place_of(*rule) : std::string("rules/lifecycle.yaml");
}
std::string place_of(const Evidence& evidence) {
  return evidence.path + " " + evidence.id + (evidence.field.empty() ? "" : " " + evidence.field);
}

/// Puts a record in its place in a vector sorted by id, over one of the same id.
template <class Record>
void put(std::vector<Record>& records, const Record& record) {
  const auto at = std::ranges::lower_bound(records, record.id, {}, &Record::id);
  if (at != records.end() && at->id == record.id) {
    *at = record;
  } else {
    records.insert(at, record);
  }
}

template <class Record>
void take_out(std::vector<Record>& records, const CleverId& id) {
  std::erase_if(records, [&id](const Record& record) { return record.id.template as<AnyTag>() == id; });
}

/// Calls `body` with the vectors of that kind's records and absences.
template <class Body>
void with_records(Kind kind, Snapshot& snapshot, const Body& body) {
  if (kind == Kind::class_) body(snapshot.roster.sections, snapshot.absences.sections);
  if (kind == Kind::student) body(snapshot.roster.students, snapshot.absences.students);
  if (kind == Kind::teacher) body(snapshot.roster.teachers, snapshot.absences.teachers);
}

class TrialMaker {
 public:
  TrialMaker(const PlanWorld& world, const Change& change, const std::optional<Snapshot>& before)
      : world_(world), change_(change), before_(before) {}

  std::vector<Trial> make() {
    by_reason();
    by_exception();
    return std::move(trials_);
  }

 private:
  void add(Of of, std::string where, std::string words, const Edit& edit) {
    Trial trial{.says = {.of = of, .where = std::move(where), .words = std::move(words)}, .world = world_};
    edit(trial.world);
    trials_.push_back(std::move(trial));
  }

  void by_reason() {
    using enum ReasonCode;
    switch (change_.reason.code) {
      case term_ended:
        return term_ended_later();
      case school_year_ended:
        return add(Of::rule, place_of(change_.reason.rule),
                   "school_year_ends of " + format_date(world_.as_of) + " or later",
                   [](PlanWorld& world) { world.rules.lifecycle.school_year_ends.value = world.as_of; });
      case left_clever:
        return left_clever_later();
      case filtered_out:
        return not_filtered();
      case orphan:
        return add(Of::rule, place_of(world_.rules.lifecycle.archive_orphans.rule), "orphans.archive: false",
                   [](PlanWorld& world) { world.rules.lifecycle.archive_orphans.value = false; });
      case detached:
        return add(Of::rule, place_of(world_.rules.lifecycle.detach_students_with_other_classes.rule),
                   "detach_students_with_other_classes: false",
                   [](PlanWorld& world) { world.rules.lifecycle.detach_students_with_other_classes.value = false; });
      case drift:
        return no_drift();
      case listed:
        return not_listed();
      case returned:
        if (change_.kind == Kind::class_) {
          add(Of::rule, place_of(world_.rules.lifecycle.restore.rule), "classes.restore: false",
              [](PlanWorld& world) { world.rules.lifecycle.restore.value = false; });
        }
        return not_listed();
      case source_changed:
      case member_joined:
      case member_left:
      case rekeyed:
      case reused:
      case adopted:
        return as_it_was();
    }
  }

  void term_ended_later() {
    if (change_.reason.evidence.empty()) return;
    const Evidence& fact = change_.reason.evidence.back();
    const auto ended = parse_date(fact.value);
    const auto term = TermId::parse(fact.id);
    const auto& days = world_.rules.lifecycle.after_term_end_days;
    if (!ended || !term) return;
    const auto over = (world_.as_of - *ended).count();
    const Date enough = world_.as_of - std::chrono::days{days.value};
    add(Of::data, place_of(fact),
        "end_date of " + format_date(enough) + " or later (" + std::to_string((enough - *ended).count()) +
            " days later than " + format_date(*ended) + ")",
        [&](PlanWorld& world) {
          for (Term& each : world.snapshot.roster.terms) {
            if (each.id == *term) each.end_date = enough;
          }
        });
    add(Of::rule, place_of(days.rule),
        "after_term_end_days of " + std::to_string(over) + " or more (it is " + std::to_string(days.value) + ")",
        [&](PlanWorld& world) { world.rules.lifecycle.after_term_end_days.value = static_cast<int>(over); });
  }

  void left_clever_later() {
    Setting<int> Lifecycle::*nights = change_.kind == Kind::class_    ? &Lifecycle::after_absent_nights
                                      : change_.kind == Kind::student ? &Lifecycle::students_after_absent_nights
                                                                      : &Lifecycle::teachers_after_absent_nights;
    std::size_t missed = 0;
    PlanWorld again = world_;
    with_records(change_.kind, again.snapshot, [&](auto& shared, auto& absent) {
      for (const auto& each : absent) {
        if (each.record.id.template as<AnyTag>() != change_.clever_id) continue;
        missed = each.missed.size();
        put(shared, each.record);
        break;
      }
      std::erase_if(absent,
                    [&](const auto& each) { return each.record.id.template as<AnyTag>() == change_.clever_id; });
    });
    if (missed == 0) return;
    const Setting<int>& setting = world_.rules.lifecycle.*nights;
    const std::string where =
        change_.reason.evidence.empty() ? std::string() : place_of(change_.reason.evidence.front());
    trials_.push_back(
        {.says = {.of = Of::data, .where = where, .words = "Clever sharing it again on any of those nights"},
         .world = std::move(again)});
    add(Of::rule, place_of(setting.rule),
        "after_absent_nights of " + std::to_string(missed + 1) + " or more (it is " + std::to_string(setting.value) +
            ")",
        [&](PlanWorld& world) { (world.rules.lifecycle.*nights).value = static_cast<int>(missed) + 1; });
  }

  void not_filtered() {
    const RuleRef& rule = change_.reason.rule;
    if (auto changed = without_rule(world_.rules, rule)) {
      add(Of::rule, place_of(rule), "without the rule " + rule.id,
          [&](PlanWorld& world) { world.rules = *std::move(changed); });
    } else {
      add(Of::rule, place_of(rule), "with an include rule that matches it, or none",
          [](PlanWorld& world) { world.rules.filters.include.clear(); });
    }
    if (change_.kind != Kind::class_) return;
    add(Of::rule, place_of(world_.rules.lifecycle.when_filtered_out.rule), "when_filtered_out: false",
        [](PlanWorld& world) { world.rules.lifecycle.when_filtered_out.value = false; });
  }

  /// Live as applied: nobody touched it in Sphero Edu.
  void no_drift() {
    const auto restore = [&](auto& live, const auto& applied) {
      for (const auto& object : applied) {
        if (object.id.template as<AnyTag>() == change_.clever_id) put(live.edit(), object);
      }
    };
    add(Of::data, "sphero/live", "nobody changing it in Sphero Edu", [&](PlanWorld& world) {
      const ManagedState& applied = world_.applied.managed;
      if (change_.kind == Kind::class_) restore(world.live.managed.classes, applied.classes);
      if (change_.kind == Kind::student) restore(world.live.managed.students, applied.students);
      if (change_.kind == Kind::teacher) restore(world.live.managed.teachers, applied.teachers);
    });
    for (const FieldChange& field : change_.set) {
      add(Of::rule, "rules/mapping.yaml", "on_drift: keep for " + field.field, [&](PlanWorld& world) {
        for (auto* fields : {&world.rules.mapping.class_, &world.rules.mapping.teacher, &world.rules.mapping.student}) {
          for (FieldMapping& mapping : *fields) {
            if (mapping.field == field.field) mapping.on_drift = OnDrift::keep;
          }
        }
      });
    }
  }

  /// Clever not sharing it, or a rule that leaves it out.
  void not_listed() {
    if (change_.kind == Kind::class_) {
      const auto section = std::ranges::find_if(world_.snapshot.roster.sections, [&](const Section& each) {
        return each.id.as<AnyTag>() == change_.clever_id;
      });
      if (section != world_.snapshot.roster.sections.end() && !section->name.empty()) {
        const std::string name(section->name);
        add(Of::rule, "rules/filters.yaml",
            "an exclude rule that matches it, such as sections: {name: [\"" + printable(name) + "\"]}",
            [&](PlanWorld& world) {
              world.rules.filters.exclude.push_back(
                  {.rule =
                       std::make_shared<const RuleRef>(RuleRef{.file = "rules/filters.yaml", .line = 0, .id = "tried"}),
                   .subject = FilterSubject::sections,
                   .condition = {.tests = {{.field = "name", .test = AnyOf{{name}}, .line = 0}}},
                   .because = {}});
            });
      }
    }
    add(Of::data, "snapshots", "Clever not sharing it", [&](PlanWorld& world) {
      with_records(change_.kind, world.snapshot, [&](auto& shared, auto&) { take_out(shared, change_.clever_id); });
    });
  }

  /// The record as the snapshot before had it.
  void as_it_was() {
    if (!before_) return not_listed();
    Snapshot earlier = *before_;
    bool found = false;
    PlanWorld again = world_;
    const auto copy = [&](auto& target, const auto& source) {
      for (const auto& record : source) {
        if (record.id.template as<AnyTag>() != change_.clever_id) continue;
        put(target, record);
        found = true;
      }
    };
    if (change_.kind == Kind::class_) copy(again.snapshot.roster.sections, earlier.roster.sections);
    if (change_.kind == Kind::student) copy(again.snapshot.roster.students, earlier.roster.students);
    if (change_.kind == Kind::teacher) copy(again.snapshot.roster.teachers, earlier.roster.teachers);
    if (!found) return not_listed();
    trials_.push_back({.says = {.of = Of::data,
                                .where = "snapshots",
                                .words = "its record in Clever staying as it was the night before"},
                       .world = std::move(again)});
  }

  /// keep.yaml has a last word on single records.
  void by_exception() {
    const auto rule = std::make_shared<const RuleRef>(RuleRef{.file = "rules/keep.yaml", .line = 0, .id = "tried"});
    const std::string id = change_.clever_id.text();
    if (change_.kind == Kind::class_ && change_.action == Action::archive) {
      const std::string until = format_date(world_.as_of);
      add(Of::rule, "rules/keep.yaml", "keep: [{class: " + id + ", until: " + until + "}] or a later day",
          [&](PlanWorld& world) {
            world.rules.keep.keep.push_back({.section = change_.clever_id.as<SectionTag>(),
                                             .until = world.as_of,
                                             .because = "tried",
                                             .rule = rule});
          });
    }
    const std::string kind = change_.kind == Kind::class_ ? "section" : std::string(name_of(change_.kind));
    add(Of::rule, "rules/keep.yaml", "ignore: [{" + kind + ": " + id + "}]", [&](PlanWorld& world) {
      world.rules.keep.ignore.push_back(
          {.kind = change_.kind, .id = change_.clever_id, .until = std::nullopt, .because = "tried", .rule = rule});
    });
  }

  const PlanWorld& world_;
  const Change& change_;
  const std::optional<Snapshot>& before_;
  std::vector<Trial> trials_;
};

}  // namespace

std::vector<Trial> trials_against(const PlanWorld& world, const Change& change, const std::optional<Snapshot>& before) {
  return TrialMaker(world, change, before).make();
}

}  // namespace clever_sync
