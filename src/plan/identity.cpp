#include "plan/identity.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "plan/merge.hpp"
#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view same_email = "same-email", rekeyed_needs_decision = "rekeyed-needs-decision";

/// The questions of one kind of account, decided one after the other; each decision sees those before it.
template <class Object>
class Decider {
 public:
  Decider(const PlanInputs& inputs, Kind kind, const std::vector<Desired<Object>>& desired,
          const SharedVector<Object>& live)
      : inputs_(inputs), kind_(kind), desired_(desired), live_(live) {}

  Identities<Object> decide() {
    for (const LinkRecord& link : inputs_.rules.keep.link) {
      if (link.kind == kind_) carry_out(link);
    }
    for (const Rekeyed& rekeyed : inputs_.desired.state.rekeyed) {
      if (rekeyed.kind == kind_) consider(rekeyed);
    }
    if constexpr (std::is_same_v<Object, SpheroTeacher>) look_for_hand_made();
    std::ranges::sort(out_.links, {}, &Link<Object>::now);
    std::ranges::sort(out_.undecided);
    std::ranges::sort(out_.kept_for_now);
    return std::move(out_);
  }

 private:
  /// Wanted, and live has no account of that id: only then is there anything to decide.
  [[nodiscard]] const Desired<Object>* missing(UserId now) const {
    const Desired<Object>* const wanted = find_desired(desired_, now);
    if (wanted == nullptr || wanted->stance != Stance::open || find_by_id(live_, now) != nullptr) return nullptr;
    return wanted;
  }
  [[nodiscard]] bool settled(UserId now) const {
    const bool linked = std::ranges::any_of(out_.links, [&](const auto& link) { return link.now == now; });
    return linked || std::ranges::find(out_.undecided, now) != out_.undecided.end();
  }
  [[nodiscard]] bool taken(const Object& account) const {
    return std::ranges::any_of(out_.links,
                               [&](const auto& link) { return link.account.sphero_id == account.sphero_id; });
  }
  [[nodiscard]] bool wanted_open(UserId id) const {
    const Desired<Object>* const wanted = find_desired(desired_, id);
    return wanted != nullptr && wanted->stance == Stance::open;
  }
  [[nodiscard]] bool ignored(UserId id) const {
    return std::ranges::any_of(inputs_.rules.keep.ignore, [&](const IgnoreRecord& record) {
      return record.kind == kind_ && record.id.as<UserTag>() == id && (!record.until || inputs_.as_of <= *record.until);
    });
  }

  void withhold(std::string_view code, UserId now, std::string message) {
    out_.undecided.push_back(now);
    out_.findings.push_back({.code = std::string(code),
                             .kind = std::string(name_of(kind_)),
                             .id = now.text(),
                             .message = std::move(message)});
  }
  void link(UserId now, std::optional<UserId> was, const Object& account, Reason reason) {
    out_.links.push_back({.now = now, .was = was, .account = account, .reason = std::move(reason)});
  }

  /// The account that a person named in keep.yaml, by old Clever id or by Sphero Edu id.
  [[nodiscard]] std::optional<std::pair<std::optional<UserId>, Object>> named_account(const LinkRecord& record) const {
    if (record.was) {
      const Object* const account = find_by_id(live_, *record.was);
      if (account == nullptr) return std::nullopt;
      return std::pair(record.was, *account);
    }
    if constexpr (std::is_same_v<Object, SpheroTeacher>) {
      for (const UnmanagedTeacher& teacher : inputs_.live.unmanaged) {
        if (teacher.sphero_id == record.sphero_id) return std::pair(std::optional<UserId>(), account_of(teacher));
      }
    }
    for (const Object& account : live_) {
      if (account.sphero_id == record.sphero_id) return std::pair(std::optional(account.id), account);
    }
    return std::nullopt;
  }

  void carry_out(const LinkRecord& record) {
    if (missing(record.id) == nullptr || settled(record.id)) return;
    const auto named = named_account(record);
    const std::string line = record.rule ? fmt::format("{}:{}", record.rule->file, record.rule->line) : "keep.yaml";
    if (!named) {
      withhold(
          "link-account-missing", record.id,
          fmt::format("{} links it to an account that Sphero Edu does not show; nothing is created until that line "
                      "is corrected or removed",
                      line));
      return;
    }
    const auto& [was, account] = *named;
    if (taken(account) || (was && wanted_open(*was))) {
      withhold("link-conflict", record.id,
               fmt::format("{} links it to the account of somebody else who is rostered; nothing is created until that "
                           "line is corrected or removed",
                           line));
      return;
    }
    link(record.id, was, account, make_reason(ReasonCode::rekeyed, record.rule, {}));
  }

  void consider(const Rekeyed& rekeyed) {
    const Desired<Object>* const wanted = missing(rekeyed.now);
    const Object* const account = find_by_id(live_, rekeyed.was);
    if (wanted == nullptr || account == nullptr || settled(rekeyed.now)) return;
    // Ignoring the old id is a person's word that these are two people.
    if (wanted_open(rekeyed.was) || ignored(rekeyed.was) || taken(*account)) return;
    if (rekeyed.same_name) {
      link(rekeyed.now, rekeyed.was, *account,
           make_reason(ReasonCode::rekeyed, wanted->cause.rule,
                       {{.path = rekeyed.sis_id_path, .id = rekeyed.was.text(), .field = "sis_id", .value = {}}}));
      return;
    }
    out_.kept_for_now.push_back(rekeyed.was);
    withhold(
        std::string(rekeyed_needs_decision), rekeyed.now,
        fmt::format("it has the sis_id of {1}, which left Clever, but another name; neither is touched until "
                    "rules/keep.yaml decides: under link, `- {{{0}: {2}, was: {1}, because: same person}}`; or, if "
                    "they are two people, under ignore, `- {{{0}: {1}, because: another person}}`",
                    name_of(kind_), rekeyed.was.text(), rekeyed.now.text()));
  }

  // Hand-made accounts: only teachers have any that live shows.

  static SpheroTeacher account_of(const UnmanagedTeacher& teacher) {
    SpheroTeacher account;
    account.sphero_id = teacher.sphero_id;
    account.archived = teacher.archived;
    account.email = teacher.email;
    account.first_name = teacher.first_name;
    account.last_name = teacher.last_name;
    return account;
  }

  static std::string without_case(std::string_view email) {
    std::string out(email);
    for (char& letter : out) {
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
  }

  void look_for_hand_made() {
    std::vector<std::pair<std::string, std::string_view>> by_email;
    for (const UnmanagedTeacher& teacher : inputs_.live.unmanaged) {
      if (!teacher.email.empty()) by_email.emplace_back(without_case(teacher.email), teacher.sphero_id);
    }
    if (by_email.empty()) return;
    std::ranges::sort(by_email);
    for (const Desired<Object>& wanted : desired_) {
      if (wanted.object.email.empty()) continue;
      const std::string email = without_case(wanted.object.email);
      const auto same = std::ranges::lower_bound(by_email, email, {}, [](const auto& entry) { return entry.first; });
      const UserId id = wanted.object.id;
      if (same == by_email.end() || same->first != email || missing(id) == nullptr || settled(id)) continue;
      withhold(
          std::string(same_email), id,
          fmt::format("Sphero Edu has an account made by hand with the same e-mail address, {1}; no second one is "
                      "made until rules/keep.yaml decides: under link, `- {{teacher: {0}, sphero_id: {1}, because: "
                      "same person}}`; or, under ignore, `- {{teacher: {0}, because: keeps the other account}}`",
                      id.text(), same->second));
    }
  }

  const PlanInputs& inputs_;
  Kind kind_;
  const std::vector<Desired<Object>>& desired_;
  const SharedVector<Object>& live_;
  Identities<Object> out_;
};

}  // namespace

bool waits_for_keep(const Finding& finding) {
  return finding.code == same_email || finding.code == rekeyed_needs_decision;
}

template <class Object>
const Link<Object>* Identities<Object>::link_to(UserId now) const {
  const auto at = std::ranges::lower_bound(links, now, {}, &Link<Object>::now);
  return at != links.end() && at->now == now ? &*at : nullptr;
}

template <class Object>
bool Identities<Object>::was_linked(UserId was) const {
  return std::ranges::any_of(links, [&](const auto& link) { return link.was == was; });
}

template struct Identities<SpheroTeacher>;
template struct Identities<SpheroStudent>;

Identities<SpheroTeacher> decide_teachers(const PlanInputs& inputs) {
  return Decider(inputs, Kind::teacher, inputs.desired.state.teachers, inputs.live.managed.teachers).decide();
}

Identities<SpheroStudent> decide_students(const PlanInputs& inputs) {
  return Decider(inputs, Kind::student, inputs.desired.state.students, inputs.live.managed.students).decide();
}

Relinked::Relinked(std::vector<std::pair<UserId, UserId>> pairs) : by_old_(std::move(pairs)) {
  std::ranges::sort(by_old_);
  for (const auto& [was, now] : by_old_) new_ids_.push_back(now);
  std::ranges::sort(new_ids_);
}

const std::vector<UserId>& Relinked::current(const std::vector<UserId>& ids, std::vector<UserId>& scratch) const {
  if (by_old_.empty()) return ids;
  scratch = ids;
  bool any = false;
  for (UserId& id : scratch) {
    const auto at = std::ranges::lower_bound(by_old_, id, {}, [](const auto& pair) { return pair.first; });
    if (at == by_old_.end() || at->first != id) continue;
    id = at->second;
    any = true;
  }
  return any ? scratch : ids;
}

const std::vector<UserId>& Relinked::current_sorted(const std::vector<UserId>& ids,
                                                    std::vector<UserId>& scratch) const {
  if (&current(ids, scratch) == &ids) return ids;
  std::ranges::sort(scratch);
  scratch.erase(std::unique(scratch.begin(), scratch.end()), scratch.end());
  return scratch;
}

bool Relinked::is_new(UserId now) const {
  return std::ranges::binary_search(new_ids_, now);
}

}  // namespace clever_sync
