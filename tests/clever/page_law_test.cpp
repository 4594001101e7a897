// Laws of the page codec: it takes any bytes, and how a collection is cut into pages does not matter.

#include <fmt/core.h>
#include <rapidcheck.h>

#include "catch.hpp"
#include "clever/page_codec.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

PageQuery query_for(CleverCollection collection) {
  return {.collection = collection,
          .district = *DistrictId::parse(our_district),
          .student_email = CleverOptions::StudentEmail::keep,
          .after = std::nullopt};
}

const std::vector<std::pair<CleverCollection, std::string>>& sample_pages() {
  static const std::vector<std::pair<CleverCollection, std::string>> pages = {
      {CleverCollection::districts, page_json({district_json()})},
      {CleverCollection::schools, page_json({school_json(1, R"(,"low_grade":"1")"), school_json(2)})},
      {CleverCollection::terms, page_json({term_json(1)})},
      {CleverCollection::courses, page_json({course_json(1)})},
      {CleverCollection::sections, page_json({section_json(1), section_json(2)}, "/v3.1/sections?starting_after=1")},
      {CleverCollection::teachers, page_json({teacher_json(1)})},
      {CleverCollection::students, page_json({student_json(1), student_json(2)})}};
  return pages;
}

}  // namespace

TEST_CASE("whatever happens to a page, the answer is a page or a damage", "[clever]") {
  PageDecoder decoder(std::make_shared<Texts>());
  CHECK(rc::check([&] {
    const auto& [collection, whole] = *rc::gen::elementOf(sample_pages());
    std::string body = whole;
    const int edits = *rc::gen::inRange(0, 6);
    for (int i = 0; i < edits && !body.empty(); ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, body.size());
      const auto length = *rc::gen::inRange<std::size_t>(0, 30);
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          body[at] = static_cast<char>(*rc::gen::arbitrary<unsigned char>());
          break;
        case 1:
          body.erase(at, length);
          break;
        default:
          body.insert(at, body.substr(*rc::gen::inRange<std::size_t>(0, body.size()), length));
          break;
      }
    }
    Harvest harvest;
    const auto decoded = decoder.decode(body, query_for(collection), harvest);
    if (const auto* damage = std::get_if<PageDamage>(&decoded)) {
      RC_ASSERT(!damage->code.empty());
      RC_ASSERT(!damage->reason.empty());
    }
  }));
}

TEST_CASE("how a collection is cut into pages does not change what is read", "[clever]") {
  CHECK(rc::check([] {
    const auto count = *rc::gen::inRange(1, 30);
    const auto per_page = *rc::gen::inRange(1, 12);
    std::vector<std::string> all;
    for (int number = 1; number <= count; ++number) {
      const std::string grade = fmt::format(R"("grade":"{}")", *rc::gen::inRange(1, 16));
      all.push_back(with(student_json(number), R"("grade":"5")", grade));
    }
    PageDecoder decoder(std::make_shared<Texts>());
    Harvest whole;
    RC_ASSERT(std::holds_alternative<CleverPage>(
        decoder.decode(page_json(all), query_for(CleverCollection::students), whole)));

    Harvest cut;
    PageQuery query = query_for(CleverCollection::students);
    for (auto at = all.begin(); at != all.end();) {
      const auto end = at + std::min<std::ptrdiff_t>(per_page, all.end() - at);
      const auto decoded = decoder.decode(page_json({at, end}), query, cut);
      RC_ASSERT(std::holds_alternative<CleverPage>(decoded));
      query.after = std::get<CleverPage>(decoded).last;
      at = end;
    }
    RC_ASSERT(cut.students == whole.students);
    RC_ASSERT(findings_of(cut.notes) == findings_of(whole.notes));
  }));
}

TEST_CASE("a byte order mark before a page is skipped", "[clever]") {
  PageDecoder decoder(std::make_shared<Texts>());
  Harvest harvest;
  const std::string body = "\xEF\xBB\xBF" + page_json({term_json(1)});
  CHECK(std::holds_alternative<CleverPage>(decoder.decode(body, query_for(CleverCollection::terms), harvest)));
  CHECK(harvest.terms.size() == 1);
}
