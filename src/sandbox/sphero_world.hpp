#pragma once
// SpheroWorld: what Sphero Edu holds of the district: accounts and classes, and who can sign in. Plain data with
// lookups; sphero_operations.hpp changes it as the contract says, sphero_events.hpp as a teacher would.
//
// A Sphero Edu id is derived from the Clever id that an object was made for, not counted: then two runs that send the
// same changes in another order end in equal states, and a test can compare the whole text of them.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "roster/states.hpp"

namespace clever_sync {

enum class ManagedBy { clever, teacher };

/// An account or a class. `fields` are in the order of field_names(kind); "" is a field that is not set.
struct SpheroObject {
  std::string sphero_id;
  std::optional<CleverId> clever_id;
  std::int64_t version = 1;
  ManagedBy managed_by = ManagedBy::clever;
  bool archived = false;
  std::array<std::string, 5> fields;
  // Of a class. Members are named by Clever id; hand-made students by Sphero Edu id.
  std::vector<UserId> teachers;              // the primary first, then as they were added
  std::vector<UserId> students;              // sorted
  std::vector<std::string> manual_students;  // sorted
};

/// The fields of the kind in the contract, sorted.
std::span<const std::string_view> field_names(Kind kind);

enum class ConnectionState { requested, approved, suspended };
std::string_view name_of(ConnectionState state);

class SpheroWorld {
 public:
  using Objects = std::map<std::string, SpheroObject, std::less<>>;  // by Sphero Edu id, the order of pages

  explicit SpheroWorld(DistrictId district) : district_(district) {}

  [[nodiscard]] const DistrictId& district() const { return district_; }
  [[nodiscard]] const Objects& objects(Kind kind) const { return table(kind).objects; }
  [[nodiscard]] SpheroObject* find(Kind kind, const CleverId& clever_id);
  [[nodiscard]] const SpheroObject* find(Kind kind, const CleverId& clever_id) const;
  [[nodiscard]] SpheroObject* find_sphero_id(Kind kind, std::string_view sphero_id);

  /// A new object with version 1 and the id that belongs to its Clever id; without one, the next id of hand-made
  /// objects.
  SpheroObject& add(Kind kind, std::optional<CleverId> clever_id);
  /// Gives the object another Clever id, under which no object of the kind is. Whoever is a member of classes stays it.
  void relink(Kind kind, SpheroObject& object, const CleverId& clever_id);

  ConnectionState connection = ConnectionState::approved;

 private:
  struct Table {
    Objects objects;
    std::unordered_map<CleverId, SpheroObject*> by_clever_id;
  };
  [[nodiscard]] Table& table(Kind kind) { return tables_.at(static_cast<std::size_t>(kind)); }
  [[nodiscard]] const Table& table(Kind kind) const { return tables_.at(static_cast<std::size_t>(kind)); }
  void rename_member(const SpheroObject& account, const UserId& now);

  DistrictId district_;
  std::array<Table, 3> tables_;
  std::uint64_t hand_made_ = 0;
};

/// Why somebody can't sign in; `can` is the good case. A student can if the account exists, is not archived, and is on
/// no archived class's roster; a teacher if it exists and is not archived. Source: Sphero's help, "Archiving a class":
/// "all student accounts associated with that class are temporarily disabled".
struct SignIn {
  enum class Answer { can, no_account, archived, class_archived } answer = Answer::can;
  std::string class_id;  // Sphero Edu's id of the archived class
};
SignIn sign_in(const SpheroWorld& world, const UserId& user);
/// Everybody with a Clever id who can't, sorted; and how many can.
struct SignIns {
  std::vector<UserId> blocked;
  std::int64_t can = 0;
};
SignIns sign_ins(const SpheroWorld& world);

/// The object as a page of the contract shows it: canonical JSON.
void append_object(Kind kind, const SpheroObject& object, std::string& out);
/// Everything, canonical, for comparing two runs. Versions tell how an end was reached and can be left out.
enum class ShowVersions { no, yes };
std::string encode_sphero_world(const SpheroWorld& world, ShowVersions versions);

}  // namespace clever_sync
