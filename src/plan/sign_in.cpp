#include "plan/sign_in.hpp"

#include <algorithm>
#include <set>

#include "plan/outlook_members.hpp"
#include "plan/reasons.hpp"
#include "plan/standings.hpp"

namespace clever_sync {

namespace {

class Departing {
 public:
  Departing(const PlanInputs& inputs, const Refusals& refusals, ClassChanges classes, const AccountChanges& teachers,
            const AccountChanges& students)
      : inputs_(inputs), refusals_(refusals), classes_(std::move(classes)), teachers_(teachers), students_(students) {}

  Departures work_out() {
    standings_ = survey(classes_, students_);
    let_go();
    while (!detach()) standings_ = survey(classes_, students_);
    share_waits();
    lock_archived_rosters();
    close_classes();
    archive_students();
    archive_teachers();
    hand_over_class_changes();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool detaching() const { return inputs_.rules.lifecycle.detach_students_with_other_classes.value; }

  [[nodiscard]] Change take_off(const ClassOutlook& outlook, Part part, std::vector<UserId> students) const {
    const SpheroClass& seen = *outlook.live;
    return {.part = part,
            .action = Action::update,
            .kind = Kind::class_,
            .clever_id = seen.id.as<AnyTag>(),
            .sphero_id = std::string(seen.sphero_id),
            .school = school_of_change(seen.school),
            .remove_students = std::move(students),
            .reason = make_reason(ReasonCode::detached, inputs_.rules.lifecycle.detach_students_with_other_classes.rule,
                                  {live_evidence(Kind::class_, seen.id.as<AnyTag>(), seen.school, "students", {})})};
  }

  template <class Wanted>
  [[nodiscard]] std::vector<UserId> on_roster(const ClassOutlook& outlook, const Wanted& wanted) const {
    std::vector<UserId> found;
    each_member(outlook, classes_, student_role, students_.relinked, [&](UserId id, Came, Later) {
      if (wanted(*standings_.find(id))) found.push_back(id);
    });
    std::ranges::sort(found);
    return found;
  }

  /// September: whoever is in an open class leaves the rosters that were archived in summer. It only lets somebody in.
  void let_go() {
    if (!detaching()) return;
    for (const ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate != Fate::archived) continue;
      std::vector<UserId> students = on_roster(outlook, [](const Standing& s) { return s.open_after_additions; });
      if (students.empty()) continue;
      Change planned = take_off(outlook, Part::additions, std::move(students));
      if (!refusals_.withhold(planned, out_.notes)) out_.let_go.push_back(std::move(planned));
    }
  }

  /// Before a class closes, whoever has another open class leaves its roster. False if a class stays open after all,
  /// since its detaching is withheld: then others' standings change, and all is to be worked out again.
  bool detach() {
    detaches_.clear();
    for (Change& archive : classes_.archives) archive.waits_for.clear();
    if (!detaching()) return true;
    for (ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate != Fate::closing) continue;
      std::vector<UserId> students = on_roster(outlook, [](const Standing& s) { return s.open_at_end; });
      if (students.empty()) continue;
      Change planned = take_off(outlook, Part::removals, std::move(students));
      planned.waits_for = additions_relied_on(planned.remove_students);
      if (refusals_.withhold(planned, out_.notes)) {
        ++out_.notes.withheld;  // the archive, which would lock them out
        outlook.fate = Fate::open;
        return false;
      }
      classes_.archives[outlook.archive].waits_for = planned.waits_for;
      detaches_.push_back(std::move(planned));
    }
    return true;
  }

  /// What must show in live before these students may be taken off: the class that lets them in, and their new ids.
  [[nodiscard]] std::vector<std::string> additions_relied_on(const std::vector<UserId>& students) const {
    std::set<std::string> names;
    for (const UserId id : students) {
      const Standing& standing = *standings_.find(id);
      if (!standing.secure) names.insert(change_name(classes_.additions[standing.giver]));
      if (students_.relinked.is_new(id)) names.insert(change_name(Action::relink, Kind::student, id.as<AnyTag>()));
    }
    return {names.begin(), names.end()};
  }

  /// A student who loses two classes must not be locked out by the first while the second, still open, waits for an
  /// addition: so the first waits for it too. Few are concerned, since whoever keeps an open class was taken off both.
  void share_waits() {
    std::vector<std::pair<Change*, std::set<std::string>>> longer;
    do {
      longer.clear();
      const Exits exits = waiting_exits(student_role, students_.relinked);
      if (exits.empty()) return;
      for (const ClassOutlook& outlook : classes_.outlooks) {
        if (outlook.fate != Fate::closing) continue;
        Change& archive = classes_.archives[outlook.archive];
        std::set<std::string> names(archive.waits_for.begin(), archive.waits_for.end());
        each_member(outlook, classes_, student_role, students_.relinked, [&](UserId id, Came, Later) {
          if (standings_.find(id)->open_at_end) return;
          for (std::string& name : waits_of(exits, id)) names.insert(std::move(name));
        });
        if (names.size() > archive.waits_for.size()) longer.emplace_back(&archive, std::move(names));
      }
      for (auto& [archive, names] : longer) archive->waits_for.assign(names.begin(), names.end());
    } while (!longer.empty());
  }

  /// The locks that are there when the removals begin: rosters of archived classes, less whom the additions let go.
  void lock_archived_rosters() {
    for (const ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate != Fate::archived) continue;
      const std::vector<UserId>& free = removed_by(out_.let_go, outlook.id);
      each_member(outlook, classes_, student_role, students_.relinked, [&](UserId id, Came, Later) {
        if (!std::ranges::binary_search(free, id)) ++standings_.find(id)->locks;
      });
      for (const std::string_view account : manual_members(outlook.id)) locked_by_hand_.insert(account);
    }
  }

  /// The archives in their order, each with the students who could sign in until it runs.
  void close_classes() {
    for (const ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate != Fate::closing) continue;
      Change& archive = classes_.archives[outlook.archive];
      const std::vector<UserId>& free = removed_by(detaches_, outlook.id);
      each_member(outlook, classes_, student_role, students_.relinked, [&](UserId id, Came, Later) {
        if (std::ranges::binary_search(free, id)) return;
        Standing& standing = *standings_.find(id);
        if (standing.account_open && standing.locks == 0) ++archive.loses_sign_in;
        ++standing.locks;
      });
      for (const std::string_view account : manual_members(outlook.id)) {
        if (locked_by_hand_.insert(account).second) ++archive.loses_sign_in;
      }
    }
  }

  static const std::vector<UserId>& removed_by(const std::vector<Change>& changes, SectionId id) {
    static const std::vector<UserId> nobody;
    const auto at = std::ranges::lower_bound(changes, id.as<AnyTag>(), {}, &Change::clever_id);
    return at != changes.end() && at->clever_id == id.as<AnyTag>() ? at->remove_students : nobody;
  }

  [[nodiscard]] const std::vector<std::string_view>& manual_members(SectionId id) const {
    static const std::vector<std::string_view> nobody;
    const ManualMembers* const manual = find_by_id(inputs_.live.manual, id);
    return manual == nullptr ? nobody : manual->students;
  }

  // Accounts

  void archive_students() {
    const Exits exits = waiting_exits(student_role, students_.relinked);
    for (const Change& candidate : students_.archives) {
      const UserId id = candidate.clever_id.as<UserTag>();
      const Standing& standing = *standings_.find(id);
      if (standing.open_at_end) {
        report_still_in_class(candidate);
        continue;
      }
      Change archive = candidate;
      if (standing.account_open && standing.locks == 0) archive.loses_sign_in = 1;
      archive.waits_for = waits_of(exits, id);
      out_.student_archives.push_back(std::move(archive));
    }
  }

  void archive_teachers() {
    const std::vector<UserId> teaching = teachers_in_open_classes(teachers_.archives, classes_, teachers_.relinked);
    const Exits exits = waiting_exits(teacher_role, teachers_.relinked);
    for (const Change& candidate : teachers_.archives) {
      const UserId id = candidate.clever_id.as<UserTag>();
      if (std::ranges::binary_search(teaching, id)) {
        report_still_in_class(candidate);
        continue;
      }
      Change archive = candidate;
      archive.waits_for = waits_of(exits, id);
      out_.teacher_archives.push_back(std::move(archive));
    }
  }

  /// Who leaves an open class by a removal that waits for an addition: their accounts must wait for it too.
  using Exits = std::vector<std::pair<UserId, const std::vector<std::string>*>>;
  [[nodiscard]] Exits waiting_exits(const Role& role, const Relinked& relinked) const {
    Exits exits;
    for (const ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate == Fate::closing && !classes_.archives[outlook.archive].waits_for.empty()) {
        const auto* const waits = &classes_.archives[outlook.archive].waits_for;
        each_member(outlook, classes_, role, relinked, [&](UserId id, Came, Later) { exits.emplace_back(id, waits); });
      }
      if (outlook.update != ClassOutlook::none && !classes_.updates[outlook.update].waits_for.empty()) {
        const Change& update = classes_.updates[outlook.update];
        for (const UserId id : update.*role.remove) exits.emplace_back(id, &update.waits_for);
      }
    }
    std::ranges::sort(exits, {}, [](const auto& exit) { return exit.first; });
    return exits;
  }
  static std::vector<std::string> waits_of(const Exits& exits, UserId id) {
    std::set<std::string> names;
    auto exit = std::ranges::lower_bound(exits, id, {}, [](const auto& each) { return each.first; });
    for (; exit != exits.end() && exit->first == id; ++exit) names.insert(exit->second->begin(), exit->second->end());
    return {names.begin(), names.end()};
  }

  void report_still_in_class(const Change& candidate) {
    out_.notes.findings.push_back({.code = "account-still-in-class",
                                   .kind = std::string(name_of(candidate.kind)),
                                   .id = candidate.clever_id.text(),
                                   .message = "it would be archived, but is in an open class after this plan, so it "
                                              "stays; whoever put it there must take it out"});
  }

  void hand_over_class_changes() {
    out_.class_additions = std::move(classes_.additions);
    out_.class_updates = std::move(classes_.updates);
    std::ranges::move(detaches_, std::back_inserter(out_.class_updates));
    std::ranges::sort(out_.class_updates, {}, &Change::clever_id);
    for (const ClassOutlook& outlook : classes_.outlooks) {
      if (outlook.fate == Fate::closing) out_.class_archives.push_back(std::move(classes_.archives[outlook.archive]));
    }
  }

  const PlanInputs& inputs_;
  const Refusals& refusals_;
  ClassChanges classes_;
  const AccountChanges& teachers_;
  const AccountChanges& students_;
  Standings standings_;
  std::vector<Change> detaches_;
  std::set<std::string_view> locked_by_hand_;  // hand-made accounts, by Sphero Edu id
  Departures out_;
};

}  // namespace

Departures work_out_departures(const PlanInputs& inputs, const Refusals& refusals, ClassChanges classes,
                               const AccountChanges& teachers, const AccountChanges& students) {
  return Departing(inputs, refusals, std::move(classes), teachers, students).work_out();
}

}  // namespace clever_sync
