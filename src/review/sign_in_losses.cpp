#include "review/sign_in_losses.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace clever_sync {

namespace {

/// An account's place in a vector: a relink changes its Clever id, and its rosters follow.
using Place = std::size_t;

struct Account {
  UserId id;
  std::string_view by_hand;  // the Sphero Edu id of an account that Clever does not manage; it has no other
  bool open = false;
  bool could_sign_in = false;        // on live
  int locks = 0;                     // archived classes that have it on their roster
  const Change* taken_by = nullptr;  // the change that last took its sign-in
  [[nodiscard]] bool can_sign_in() const { return open && locks == 0; }
};

struct Class {
  bool archived = false;
  std::set<Place> roster;
};

class Walk {
 public:
  explicit Walk(const LiveState& live) : live_(live) {
    for (const SpheroStudent& student : live.managed.students) {
      const Place place = place_of(student.id);
      accounts_[place].open = !student.archived;
      by_sphero_id_.emplace(student.sphero_id, place);
    }
    for (const SpheroClass& seen : live.managed.classes) {
      if (seen.archived) lock(class_of(seen.id), nullptr);
    }
    // Accounts that were made by hand show in rosters alone, and no state says that they are archived.
    for (const ManualMembers& manual : live.manual) class_of(manual.id);
    for (Account& account : accounts_) account.could_sign_in = account.can_sign_in();
  }

  void run(const Change& change) {
    if (change.kind == Kind::student) run_on_account(change);
    if (change.kind == Kind::class_) run_on_class(change, class_of(change.clever_id.as<SectionTag>()));
  }

  [[nodiscard]] std::vector<SignInLoss> losses(const Plan& plan) const {
    std::unordered_map<const Change*, SignInLoss> by_change;  // looked up, never iterated
    for (const Account& account : accounts_) {
      if (!account.could_sign_in || account.can_sign_in()) continue;
      SignInLoss& loss = by_change[account.taken_by];
      if (account.by_hand.empty()) {
        loss.students.push_back(account.id);
      } else {
        loss.by_hand.emplace_back(account.by_hand);
      }
    }
    std::vector<SignInLoss> out;
    for (const Change& change : plan.changes) {
      const auto found = by_change.find(&change);
      if (found == by_change.end()) continue;
      SignInLoss& loss = out.emplace_back(std::move(found->second));
      loss.change = &change;
      std::ranges::sort(loss.students);
      std::ranges::sort(loss.by_hand);
    }
    return out;
  }

 private:
  Place place_of(UserId id) {
    const auto [found, fresh] = places_.try_emplace(id, accounts_.size());
    if (fresh) accounts_.push_back({.id = id});
    return found->second;
  }
  Place place_of_hand_made(std::string_view sphero_id) {
    const auto [found, fresh] = by_sphero_id_.try_emplace(sphero_id, accounts_.size());
    if (fresh) accounts_.push_back({.by_hand = sphero_id, .open = true, .could_sign_in = true});
    return found->second;
  }

  /// Most classes are touched by no change: only those that matter get a roster of their own.
  Class& class_of(SectionId id) {
    const auto [found, fresh] = classes_.try_emplace(id);
    Class& own = found->second;
    if (!fresh) return own;
    if (const SpheroClass* const seen = find_by_id(live_.managed.classes, id)) {
      own.archived = seen->archived;
      for (const UserId student : seen->students) own.roster.insert(place_of(student));
    }
    if (const ManualMembers* const manual = find_by_id(live_.manual, id)) {
      for (const std::string_view account : manual->students) own.roster.insert(place_of_hand_made(account));
    }
    return own;
  }

  /// Lets `edit` change the account; `change` is noted if that took its sign-in.
  template <class Edit>
  void edit(Place place, const Change* change, const Edit& edit) {
    Account& account = accounts_[place];
    const bool could = account.can_sign_in();
    edit(account);
    if (could && !account.can_sign_in()) account.taken_by = change;
  }
  void lock(const Class& archived, const Change* change) {
    for (const Place place : archived.roster) edit(place, change, [](Account& account) { ++account.locks; });
  }

  void run_on_account(const Change& change) {
    const UserId id = change.clever_id.as<UserTag>();
    switch (change.action) {
      case Action::relink:
        relink(change.sphero_id, id);
        return;
      case Action::create:
      case Action::restore:
        edit(place_of(id), &change, [](Account& account) { account.open = true; });
        return;
      case Action::archive:
        edit(place_of(id), &change, [](Account& account) { account.open = false; });
        return;
      case Action::update:
        return;
    }
  }

  void relink(std::string_view sphero_id, UserId now) {
    const auto found = by_sphero_id_.find(sphero_id);
    if (found == by_sphero_id_.end()) return;
    accounts_[found->second].id = now;
    places_[now] = found->second;
  }

  void run_on_class(const Change& change, Class& own) {
    if (change.action == Action::restore && own.archived) {
      own.archived = false;
      for (const Place place : own.roster) --accounts_[place].locks;
    }
    for (const UserId id : change.add_students) {
      const Place place = place_of(id);
      if (!own.roster.insert(place).second || !own.archived) continue;
      edit(place, &change, [](Account& account) { ++account.locks; });
    }
    for (const UserId id : change.remove_students) {
      const Place place = place_of(id);
      if (own.roster.erase(place) != 0 && own.archived) --accounts_[place].locks;
    }
    if (change.action != Action::archive || own.archived) return;
    own.archived = true;
    lock(own, &change);
  }

  const LiveState& live_;
  std::vector<Account> accounts_;
  std::unordered_map<UserId, Place> places_;
  std::unordered_map<std::string_view, Place> by_sphero_id_;
  std::unordered_map<SectionId, Class> classes_;
};

}  // namespace

std::vector<SignInLoss> work_out_sign_in_losses(const Plan& plan, const LiveState& live) {
  Walk walk(live);
  for (const Change& change : plan.changes) walk.run(change);
  return walk.losses(plan);
}

}  // namespace clever_sync
