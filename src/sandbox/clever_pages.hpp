#pragma once
// CleverPages: the collections of Clever's API, page by page. A page becomes text when it is first asked for and is
// kept until the world changes, so that a district of 100,000 students is served at the speed of the wire after the
// first read. Source: dev.clever.com, "Paging and limits": ascending ids, `starting_after` and `ending_before` take a
// record's id, links are found by `rel`, a page after a cursor has a `prev` even when nothing is there.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/misbehaviour.hpp"
#include "sandbox/world.hpp"

namespace clever_sync {

/// What `/v3.1/…` can list. `users` is everybody; `staff` the teachers with that role too; `nobody` a role without
/// people.
enum class Collection { districts, schools, terms, courses, sections, users, teachers, students, staff, nobody };
/// The name in misbehaviours, counts and `empty` events: `sections`, `students`, …
std::string_view name_of(Collection collection);

struct PageRequest {
  Collection collection = Collection::sections;
  std::string uri;  // `/v3.1/users?role=student&limit=100`: what the links are made from
  std::optional<CleverId> starting_after, ending_before;
  std::size_t limit = 100;
  enum class Count { no, yes } count = Count::no;
};
inline constexpr std::size_t clever_page_default = 100;
inline constexpr std::size_t clever_page_most = 10'000;  // a larger limit is 413

/// Not safe to use from several threads: the caller holds the lock of the world.
class CleverPages {
 public:
  explicit CleverPages(const World& world) : world_(world) {}

  /// The page's JSON. A spoiled page is made anew and not kept.
  std::shared_ptr<const std::string> page(const PageRequest& request, const std::optional<Misbehaviour>& wrong);
  /// `{"data":{…},"links":[…]}` of one record, or nothing when it is not there or not shared.
  std::optional<std::string> single(Collection collection, const CleverId& id, std::string_view uri);
  /// The same bytes, compressed; kept beside them.
  std::shared_ptr<const std::string> gzipped(const std::shared_ptr<const std::string>& page);

 private:
  struct Entry {
    CleverId id;
    std::uint32_t at = 0;  // in its vector of the roster
    enum class Of { district, school, term, course, section, student, teacher } of = Of::section;
  };
  using Entries = std::vector<Entry>;

  void forget_if_old();
  const Entries& entries(Collection collection);
  void append_entry(const Entry& entry, std::string& out) const;
  std::string render(const PageRequest& request, const std::optional<Misbehaviour>& wrong);

  const World& world_;
  std::uint64_t revision_ = 0;
  std::map<Collection, Entries> entries_;
  std::map<std::string, std::shared_ptr<const std::string>> pages_;
  std::map<const std::string*, std::shared_ptr<const std::string>> gzipped_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace clever_sync
