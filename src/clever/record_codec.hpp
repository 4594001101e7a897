#pragma once
// One record of a page, reduced to the allow-list of roster/roster.hpp: what is not named in record_codec.cpp is never
// copied out of the answer.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clever/page_codec.hpp"
#include "clever/record_keys.hpp"
#include "roster/school_lists.hpp"

namespace simdjson::dom {
class object;  // the header may be included in *_codec.cpp only
}

namespace clever_sync {

class RecordFields;

/// Decodes the records of one page, one after another.
class RecordDecoder {
 public:
  RecordDecoder(const PageQuery& query, Texts& texts, Harvest& harvest)
      : query_(query), texts_(texts), harvest_(harvest), district_(query.district.text()), last_(query.after) {}

  /// Adds the row's record to the harvest. Answers false, and stops making sense, when the row is damaged.
  [[nodiscard]] bool add(const simdjson::dom::object& row);
  [[nodiscard]] const std::optional<PageDamage>& damage() const { return damage_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::optional<CleverId>& first() const { return first_; }
  [[nodiscard]] const std::optional<CleverId>& last() const { return last_; }
  /// Notes that this row is damaged; the first damage counts.
  void fail(std::string_view code, std::string_view reason);

 private:
  friend class RecordFields;
  void check_order();
  void check_district(const RecordFields& fields);
  void check_district_texts(const RecordFields& fields);
  void add_district(const RecordFields& fields);
  void add_school(const RecordFields& fields);
  void add_term(const RecordFields& fields);
  void add_course(const RecordFields& fields);
  void add_section(const RecordFields& fields);
  void add_user(const RecordFields& fields);
  void add_teacher(const RecordFields& user, const RecordFields& role);
  void add_student(const RecordFields& user, const RecordFields& role);
  void note(Oddity oddity, std::string_view detail);
  std::string_view grade(const RecordFields& fields, RecordKey key);
  std::string_view kept(std::string_view text) { return texts_.keep(text); }

  const PageQuery& query_;
  Texts& texts_;
  SchoolLists school_lists_;
  Harvest& harvest_;
  std::string district_;  // whose id every record has
  std::optional<PageDamage> damage_;
  CleverId id_;  // of the row at hand
  std::optional<CleverId> first_, last_;
  std::size_t rows_ = 0;
};

}  // namespace clever_sync
