#include "plan/classes.hpp"

#include <algorithm>

#include "plan/class_reasons.hpp"
#include "plan/merge.hpp"
#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

/// Removals may wait that long, and must stay the same meanwhile. Until then nobody can tell a member whom a teacher
/// added to the new class from one who was added to the old; all of them leave.
constexpr std::chrono::days reuse_settles{30};

class Comparison {
 public:
  Comparison(const PlanInputs& inputs, const Refusals& refusals, const AccountChanges& teachers,
             const AccountChanges& students)
      : inputs_(inputs), refusals_(refusals), teachers_(teachers), students_(students) {}

  ClassChanges compare() {
    merge_by_id(inputs_.desired.state.classes, inputs_.applied.managed.classes, inputs_.live.managed.classes,
                [&](const DesiredClass* wanted, const SpheroClass* written, const SpheroClass* seen) {
                  if (wanted != nullptr && wanted->stance == Stance::open) {
                    if (seen == nullptr) return create(*wanted, written);
                    return bring_into_line(*wanted, written, *seen);
                  }
                  if (seen != nullptr) close(wanted, *seen);
                });
    return std::move(out_);
  }

 private:
  static Change change(Part part, Action action, SectionId id, std::string_view sphero_id, std::string_view school) {
    return {.part = part,
            .action = action,
            .kind = Kind::class_,
            .clever_id = id.as<AnyTag>(),
            .sphero_id = std::string(sphero_id),
            .school = school_of_change(school)};
  }

  void create(const DesiredClass& wanted, const SpheroClass* written) {
    static const std::vector<UserId> nobody;
    Change planned = change(Part::additions, Action::create, wanted.object.id, {}, wanted.object.school);
    planned.set = all_fields(wanted.object);
    const TeacherChanges teachers = compare_class_teachers(
        {.desired = wanted.object.teachers, .unshared = nobody, .applied = nullptr, .live = nobody}, HandAdded::keep,
        teachers_.book);
    MemberChanges students =
        compare_members({.desired = wanted.object.students, .unshared = nobody, .applied = nullptr, .live = nobody},
                        HandAdded::keep, students_.book);
    planned.primary_teacher = teachers.primary;
    planned.add_teachers = teachers.others.add;
    planned.add_students = std::move(students.add);
    planned.reason = make_reason(wanted.cause);
    if (written != nullptr) planned.reason.code = ReasonCode::drift;  // it was there: somebody or something removed it
    if (refusals_.withhold(planned, out_.notes)) return;
    if (!planned.primary_teacher) report_no_teacher(wanted.object.id);
    out_.outlooks.push_back({.id = wanted.object.id, .addition = place(out_.additions)});
    out_.additions.push_back(std::move(planned));
  }

  void bring_into_line(const DesiredClass& wanted, const SpheroClass* written, const SpheroClass& seen) {
    ClassOutlook outlook{.id = seen.id, .live = &seen, .fate = seen.archived ? Fate::archived : Fate::open};
    if (seen.archived && !inputs_.rules.lifecycle.restore.value) {
      ++out_.notes.unchanged;
      report_not_restored(seen.id);
      out_.outlooks.push_back(outlook);
      return;
    }
    const std::int64_t withheld = out_.notes.withheld;
    Needs needs = compare_with_live(wanted, written, seen);
    report_kept(needs.fields, Kind::class_, seen.id.as<AnyTag>(), out_.notes);
    bool added = true;
    if (needs_addition(needs) || seen.archived) {
      Change addition = make_addition(needs, seen);
      added = !refusals_.withhold(addition, out_.notes);
      if (added) {
        outlook.fate = Fate::open;
        outlook.addition = place(out_.additions);
        out_.additions.push_back(std::move(addition));
      }
    }
    if (outlook.fate == Fate::open) add_update(needs, seen, added, outlook);
    const bool changes = outlook.addition != ClassOutlook::none || outlook.update != ClassOutlook::none;
    if (!changes && out_.notes.withheld == withheld) ++out_.notes.unchanged;
    if (changes && needs.teachers.none_left) report_no_teacher(seen.id);
    out_.outlooks.push_back(outlook);
  }

  [[nodiscard]] Needs compare_with_live(const DesiredClass& wanted, const SpheroClass* written,
                                        const SpheroClass& seen) const {
    Needs needs{.wanted = wanted, .written = written};
    needs.reuse = reuse_of(wanted, written);
    const HandAdded hand_added = needs.reuse == Reuse::none ? HandAdded::keep : HandAdded::drop;
    const bool overwrite = written == nullptr || needs.reuse == Reuse::unwritten;
    needs.fields = compare_fields(wanted.object, written, seen, inputs_.rules.mapping.class_,
                                  overwrite ? Overwrite::everything : Overwrite::by_mapping);
    std::vector<UserId> scratch_live, scratch_written, scratch_unshared;
    needs.teachers = compare_class_teachers(
        {.desired = wanted.object.teachers,
         .unshared = teachers_.without_departing(wanted.unshared_teachers, scratch_unshared),
         .applied = written == nullptr ? nullptr : &teachers_.relinked.current(written->teachers, scratch_written),
         .live = teachers_.relinked.current(seen.teachers, scratch_live)},
        hand_added, teachers_.book);
    needs.students = compare_members(
        {.desired = wanted.object.students,
         .unshared = students_.without_departing(wanted.unshared_students, scratch_unshared),
         .applied =
             written == nullptr ? nullptr : &students_.relinked.current_sorted(written->students, scratch_written),
         .live = students_.relinked.current_sorted(seen.students, scratch_live)},
        hand_added, students_.book);
    return needs;
  }

  /// What we last wrote tells: it still has the old term, or it was today that the section came back.
  [[nodiscard]] Reuse reuse_of(const DesiredClass& wanted, const SpheroClass* written) const {
    if (!wanted.reused) return Reuse::none;
    const bool settled = inputs_.as_of - *wanted.reused > reuse_settles;
    if (written == nullptr) return settled ? Reuse::none : Reuse::unwritten;
    if (*wanted.reused >= inputs_.as_of || written->term != wanted.object.term) return Reuse::unwritten;
    return settled ? Reuse::none : Reuse::unfinished;
  }

  static bool needs_addition(const Needs& needs) {
    return !needs.fields.set.empty() || needs.teachers.primary || !needs.teachers.others.add.empty() ||
           !needs.students.add.empty();
  }

  Change make_addition(Needs& needs, const SpheroClass& seen) const {
    Change planned = change(Part::additions, seen.archived ? Action::restore : Action::update, seen.id, seen.sphero_id,
                            needs.wanted.object.school);
    planned.reason = seen.archived ? reason_to_restore(needs, seen, inputs_.rules.lifecycle.restore.rule)
                                   : reason_to_update(needs, seen);
    planned.set = needs.fields.set;
    planned.primary_teacher = needs.teachers.primary;
    planned.add_teachers = needs.teachers.others.add;
    planned.add_students = needs.students.add;
    if (seen.archived && needs.reuse != Reuse::none) {
      // Nobody of the old roster is in the class that it is now, and nobody signs in through an archived class: so the
      // restore lets them go at once instead of showing them another class until the removals are approved.
      planned.remove_teachers = std::move(needs.teachers.others.remove);
      planned.remove_students = std::move(needs.students.remove);
      needs.teachers.others.remove.clear();
      needs.students.remove.clear();
    }
    return planned;
  }

  /// The members who leave. `added` says that the additions of the class are in the plan, or that it needs none.
  void add_update(Needs& needs, const SpheroClass& seen, bool added, ClassOutlook& outlook) {
    const bool relies_on_addition = needs.teachers.none_left_without_additions && !needs.teachers.none_left;
    // A new teacher who is withheld can't follow the old one: the old one stays meanwhile.
    if (relies_on_addition && !added) needs.teachers.others.remove.clear();
    if (needs.teachers.others.remove.empty() && needs.students.remove.empty()) return;
    Change planned = change(Part::removals, Action::update, seen.id, seen.sphero_id, needs.wanted.object.school);
    planned.remove_teachers = std::move(needs.teachers.others.remove);
    planned.remove_students = std::move(needs.students.remove);
    planned.reason = reason_to_leave(needs, planned, inputs_.desired.state);
    if (relies_on_addition && added) {
      planned.waits_for.push_back(
          change_name(seen.archived ? Action::restore : Action::update, Kind::class_, seen.id.as<AnyTag>()));
    }
    wait_for_links(planned);
    if (refusals_.withhold(planned, out_.notes)) return;
    outlook.update = place(out_.updates);
    out_.updates.push_back(std::move(planned));
  }

  /// A member whom this plan gives a new Clever id can be taken out under it only after that.
  void wait_for_links(Change& planned) const {
    for (const UserId id : planned.remove_teachers) {
      if (teachers_.relinked.is_new(id)) wait_for_link(planned, Kind::teacher, id);
    }
    for (const UserId id : planned.remove_students) {
      if (students_.relinked.is_new(id)) wait_for_link(planned, Kind::student, id);
    }
    std::ranges::sort(planned.waits_for);
  }
  static void wait_for_link(Change& planned, Kind kind, UserId id) {
    planned.waits_for.push_back(change_name(Action::relink, kind, id.as<AnyTag>()));
  }

  /// Not wanted open: stays as it is, or is archived.
  void close(const DesiredClass* wanted, const SpheroClass& seen) {
    ClassOutlook outlook{.id = seen.id, .live = &seen, .fate = seen.archived ? Fate::archived : Fate::open};
    const bool stays = seen.archived || (wanted != nullptr && wanted->stance == Stance::keep);
    const auto& orphans = inputs_.rules.lifecycle.archive_orphans;
    if (!stays && wanted == nullptr && !orphans.value) {
      out_.notes.findings.push_back(orphan_kept(Kind::class_, seen.id.as<AnyTag>()));
    } else if (!stays) {
      Change planned = change(Part::removals, Action::archive, seen.id, seen.sphero_id, seen.school);
      planned.reason = wanted != nullptr
                           ? make_reason(wanted->cause)
                           : make_reason(ReasonCode::orphan, orphans.rule,
                                         {live_evidence(Kind::class_, seen.id.as<AnyTag>(), seen.school, {}, {})});
      if (!refusals_.withhold(planned, out_.notes)) {
        outlook.fate = Fate::closing;
        outlook.archive = place(out_.archives);
        out_.archives.push_back(std::move(planned));
      }
    }
    out_.outlooks.push_back(outlook);
  }

  static std::uint32_t place(const std::vector<Change>& changes) { return static_cast<std::uint32_t>(changes.size()); }
  void report_no_teacher(SectionId id) {
    out_.notes.findings.push_back({.code = "class-without-teacher",
                                   .kind = "class",
                                   .id = id.text(),
                                   .message = "it has no teacher in Sphero Edu after this plan; the district must give "
                                              "the section a teacher who is shared with the app"});
  }
  void report_not_restored(SectionId id) {
    out_.notes.findings.push_back({.code = "not-restored",
                                   .kind = "class",
                                   .id = id.text(),
                                   .message =
                                       "it is archived in Sphero Edu and its section is there; it stays archived, "
                                       "since classes.restore in rules/lifecycle.yaml is false"});
  }

  const PlanInputs& inputs_;
  const Refusals& refusals_;
  const AccountChanges& teachers_;
  const AccountChanges& students_;
  ClassChanges out_;
};

}  // namespace

ClassChanges compare_classes(const PlanInputs& inputs, const Refusals& refusals, const AccountChanges& teachers,
                             const AccountChanges& students) {
  return Comparison(inputs, refusals, teachers, students).compare();
}

}  // namespace clever_sync
