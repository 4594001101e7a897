#include "plan/accounts.hpp"

#include <algorithm>

#include "plan/fields.hpp"
#include "plan/merge.hpp"
#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

template <class Object>
class Comparison {
 public:
  Comparison(const PlanInputs& inputs, const Refusals& refusals, Kind kind, const std::vector<FieldMapping>& mapping,
             Identities<Object> identities)
      : inputs_(inputs), refusals_(refusals), kind_(kind), mapping_(mapping), identities_(std::move(identities)) {}

  AccountChanges compare(const std::vector<Desired<Object>>& desired, const SharedVector<Object>& applied,
                         const SharedVector<Object>& live) {
    applied_ = &applied;
    accounts_.reserve(std::max(desired.size(), live.size()));
    archived_.reserve(accounts_.capacity());
    out_.notes.findings = std::move(identities_.findings);
    merge_by_id(desired, applied, live, [&](const Desired<Object>* wanted, const Object* written, const Object* seen) {
      if (seen != nullptr && identities_.was_linked(seen->id)) return leave_to_link(*seen);
      if (wanted != nullptr && wanted->stance == Stance::open) return open(*wanted, written, seen);
      if (seen != nullptr) close(wanted, *seen);
    });
    out_.book = AccountBook(std::move(accounts_), std::move(archived_));
    out_.relinked = Relinked(std::move(relinked_));
    return std::move(out_);
  }

 private:
  [[nodiscard]] Change change(Part part, Action action, UserId id, const Object& seen, std::string_view school) const {
    return {.part = part,
            .action = action,
            .kind = kind_,
            .clever_id = id.as<AnyTag>(),
            .sphero_id = std::string(seen.sphero_id),
            .school = school_of_change(school)};
  }
  void there(UserId id, bool archived) {
    accounts_.push_back(id);
    archived_.push_back(archived);
  }

  /// False if the change is withheld.
  bool add(Change planned) {
    if (refusals_.withhold(planned, out_.notes)) return false;
    out_.additions.push_back(std::move(planned));
    return true;
  }

  /// The old id of a linked account: the account appears under its new id. Both ids stay as they are if the link itself
  /// is withheld, so the old one must then still be found by the classes that name it.
  void leave_to_link(const Object& seen) {
    const auto link = std::ranges::find_if(identities_.links, [&](const auto& each) { return each.was == seen.id; });
    Notes unused;
    if (refusals_.withhold(relink(*link), unused)) there(seen.id, seen.archived);
  }

  void open(const Desired<Object>& wanted, const Object* written, const Object* seen) {
    if (seen != nullptr) return bring_into_line(wanted, written, *seen);
    const UserId id = wanted.object.id;
    if (const Link<Object>* const link = identities_.link_to(id)) return join(wanted, *link);
    if (std::ranges::binary_search(identities_.undecided, id)) {
      ++out_.notes.withheld;
      return;
    }
    Change planned = change(Part::additions, Action::create, id, Object{}, wanted.object.school);
    planned.set = all_fields(wanted.object);
    planned.reason = make_reason(wanted.cause);
    if (written != nullptr) planned.reason.code = ReasonCode::drift;  // it was there: somebody or something removed it
    if (add(std::move(planned))) there(id, false);
  }

  void bring_into_line(const Desired<Object>& wanted, const Object* written, const Object& seen) {
    const Overwrite overwrite = written == nullptr ? Overwrite::everything : Overwrite::by_mapping;
    FieldComparison fields = compare_fields(wanted.object, written, seen, mapping_, overwrite);
    report_kept(fields, kind_, seen.id.template as<AnyTag>(), out_.notes);
    if (!seen.archived && fields.set.empty()) {
      ++out_.notes.unchanged;
      return there(seen.id, false);
    }
    Change planned =
        change(Part::additions, seen.archived ? Action::restore : Action::update, seen.id, seen, wanted.object.school);
    planned.reason =
        seen.archived ? reason_to_restore(wanted, written, seen) : reason_to_update(wanted, written, fields, seen);
    planned.set = std::move(fields.set);
    const bool carried_out = add(std::move(planned));
    there(seen.id, seen.archived && !carried_out);
  }

  [[nodiscard]] Reason reason_to_restore(const Desired<Object>& wanted, const Object* written,
                                         const Object& seen) const {
    // What we did not archive, somebody archived in Sphero Edu.
    const bool drifted = written != nullptr && !written->archived;
    if (!drifted) return make_reason(ReasonCode::returned, wanted.cause.rule, wanted.cause.evidence);
    return make_reason(ReasonCode::drift, wanted.cause.rule, {evidence(seen, "archived", {})});
  }

  [[nodiscard]] Reason reason_to_update(const Desired<Object>& wanted, const Object* written,
                                        const FieldComparison& fields, const Object& seen) const {
    const RulePtr& rule = fields.rule ? fields.rule : wanted.cause.rule;
    if (written == nullptr) return make_reason(ReasonCode::adopted, rule, {evidence(seen, {}, {})});
    if (fields.source_changed) return make_reason(ReasonCode::source_changed, rule, wanted.cause.evidence);
    std::vector<Evidence> facts;
    for (const FieldChange& field : fields.set) facts.push_back(evidence(seen, field.field, field.from));
    return make_reason(ReasonCode::drift, rule, std::move(facts));
  }

  [[nodiscard]] Evidence evidence(const Object& seen, std::string_view field, std::string_view value) const {
    return live_evidence(kind_, seen.id.template as<AnyTag>(), seen.school, field,
                         kind_ == Kind::student ? std::string_view() : value);
  }

  [[nodiscard]] const Object* written_as(const Link<Object>& link) const {
    return link.was ? find_by_id(*applied_, *link.was) : nullptr;
  }

  [[nodiscard]] Change relink(const Link<Object>& link) const {
    const Desired<Object>& wanted = *find_desired(desired_of(inputs_.desired.state), link.now);
    const Object* const written = written_as(link);
    FieldComparison fields = compare_fields(wanted.object, written, link.account, mapping_,
                                            written == nullptr ? Overwrite::everything : Overwrite::by_mapping);
    Change planned = change(Part::additions, Action::relink, link.now, link.account, wanted.object.school);
    planned.set = std::move(fields.set);
    planned.reason = link.reason;
    return planned;
  }

  void join(const Desired<Object>& wanted, const Link<Object>& link) {
    if (!add(relink(link))) return;
    if (link.was) relinked_.emplace_back(*link.was, link.now);
    bool archived = link.account.archived;
    if (archived) {
      Change restore = change(Part::additions, Action::restore, link.now, link.account, wanted.object.school);
      restore.reason = make_reason(ReasonCode::returned, wanted.cause.rule, wanted.cause.evidence);
      archived = !add(std::move(restore));
    }
    there(link.now, archived);
  }

  /// Not wanted open: stays, or becomes a candidate for archiving.
  void close(const Desired<Object>* wanted, const Object& seen) {
    there(seen.id, seen.archived);
    if (seen.archived || (wanted != nullptr && wanted->stance == Stance::keep)) return;
    if (wanted == nullptr && !inputs_.rules.lifecycle.archive_orphans.value) {
      out_.notes.findings.push_back(orphan_kept(kind_, seen.id.template as<AnyTag>()));
      return;
    }
    if (std::ranges::binary_search(identities_.kept_for_now, seen.id)) {
      ++out_.notes.withheld;
      return;
    }
    Change planned = change(Part::removals, Action::archive, seen.id, seen, seen.school);
    planned.reason = wanted != nullptr ? make_reason(wanted->cause)
                                       : make_reason(ReasonCode::orphan, inputs_.rules.lifecycle.archive_orphans.rule,
                                                     {evidence(seen, {}, {})});
    if (!refusals_.withhold(planned, out_.notes)) out_.archives.push_back(std::move(planned));
  }

  static const std::vector<Desired<Object>>& desired_of(const DesiredState& state) {
    if constexpr (std::is_same_v<Object, SpheroTeacher>) {
      return state.teachers;
    } else {
      return state.students;
    }
  }

  const PlanInputs& inputs_;
  const Refusals& refusals_;
  Kind kind_;
  const std::vector<FieldMapping>& mapping_;
  Identities<Object> identities_;
  const SharedVector<Object>* applied_ = nullptr;
  std::vector<UserId> accounts_;  // that will be there after the additions
  std::vector<bool> archived_;    // of each of them
  std::vector<std::pair<UserId, UserId>> relinked_;
  AccountChanges out_;
};

}  // namespace

bool AccountBook::has_open(UserId id) const {
  const std::uint32_t place = index_.find(id);
  return place != UserIndex::none && !archived_[place];
}

const std::vector<UserId>& AccountChanges::without_departing(const std::vector<UserId>& ids,
                                                             std::vector<UserId>& scratch) const {
  if (ids.empty() || archives.empty()) return ids;
  const auto departs = [&](UserId id) {
    return std::ranges::binary_search(archives, id.as<AnyTag>(), {}, &Change::clever_id);
  };
  if (std::ranges::none_of(ids, departs)) return ids;
  scratch = ids;
  std::erase_if(scratch, departs);
  return scratch;
}

AccountChanges compare_teachers(const PlanInputs& inputs, const Refusals& refusals) {
  return Comparison<SpheroTeacher>(inputs, refusals, Kind::teacher, inputs.rules.mapping.teacher,
                                   decide_teachers(inputs))
      .compare(inputs.desired.state.teachers, inputs.applied.managed.teachers, inputs.live.managed.teachers);
}

AccountChanges compare_students(const PlanInputs& inputs, const Refusals& refusals) {
  return Comparison<SpheroStudent>(inputs, refusals, Kind::student, inputs.rules.mapping.student,
                                   decide_students(inputs))
      .compare(inputs.desired.state.students, inputs.applied.managed.students, inputs.live.managed.students);
}

}  // namespace clever_sync
