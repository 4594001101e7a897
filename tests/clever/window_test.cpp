// The windows of a page: in how large pieces it is parsed, and what its text looks like, changes nothing of what is
// read.

#include <rapidcheck.h>

#include "catch.hpp"
#include "clever/page_codec.hpp"
#include "clever/page_windows.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

PageQuery query() {
  return {.collection = CleverCollection::students,
          .district = *DistrictId::parse(our_district),
          .student_email = CleverOptions::StudentEmail::keep,
          .after = std::nullopt};
}

std::string row_json(const std::string& record) {
  return R"({"data":)" + record + R"(,"uri":"/v3.1/things/1"})";
}

// Pages with something before, between and behind the rows that a guess at their shape can stumble over.
const std::vector<std::string>& odd_pages() {
  static const std::vector<std::string> pages = [] {
    const std::string one = row_json(student_json(1)), two = row_json(student_json(2)),
                      three = row_json(student_json(3));
    const std::string nested =
        row_json(with(student_json(2), R"("grade":"5")", R"("grade":"5","x":[{"a":1},{"data":{"b":2}}])"));
    const std::string text =
        row_json(with(student_json(2), R"("grade":"5")", R"("grade":"],\"links\":[},{\"data\":{")"));
    const auto page = [](const std::string& rows, const std::string& rest) {
      return "{\"data\":[" + rows + "]" + rest + "}";
    };
    const std::string links = R"(,"links":[{"rel":"next","uri":"/v3.1/users?starting_after=1"}])";
    const std::string rows = one + "," + two + "," + three;
    return std::vector<std::string>{page(rows, links),
                                    page("", links),
                                    page(rows, ""),
                                    page(one + "," + nested + "," + three, links),
                                    page(one + "," + text + "," + three, links),
                                    page(rows, links + R"(,"paging":{"count":3})"),
                                    page(rows, links + R"(,"more":[1,[2]])"),
                                    page(rows, R"(,"more":[{"data":{"b":1}},{"data":{"b":2}}])" + links),
                                    page(rows, R"(,"data":[])" + links),
                                    R"({"links":[],"data":[)" + rows + "]}",
                                    "\xEF\xBB\xBF{ \"data\" : [ " + one + " ,\n" + two + " ] }",
                                    page(one + two, links),
                                    page(one + "],[" + two, links),
                                    page(one + "]},{\"data\":[" + two, links),
                                    page(rows, links) + "x",
                                    page(rows, links).substr(0, 400)};
  }();
  return pages;
}

std::string damage_code(const std::variant<CleverPage, PageDamage>& decoded) {
  const auto* const damage = std::get_if<PageDamage>(&decoded);
  return damage == nullptr ? "" : damage->code;
}

void check_windows(const std::string& body, std::size_t window_bytes) {
  constexpr std::size_t whole_page = std::size_t{1} << 30U;
  PageDecoder at_once(std::make_shared<Texts>(), whole_page);
  PageDecoder piecewise(std::make_shared<Texts>(), window_bytes);
  Harvest whole, pieces;
  const auto expected = at_once.decode(body, query(), whole);
  const auto decoded = piecewise.decode(body, query(), pieces);
  RC_ASSERT(damage_code(decoded).empty() == damage_code(expected).empty());
  const auto* const page = std::get_if<CleverPage>(&decoded);
  if (page == nullptr) return;
  const CleverPage& expected_page = std::get<CleverPage>(expected);
  RC_ASSERT(page->rows == expected_page.rows);
  RC_ASSERT(page->first == expected_page.first);
  RC_ASSERT(page->last == expected_page.last);
  RC_ASSERT(page->links == expected_page.links);
  RC_ASSERT(page->count == expected_page.count);
  RC_ASSERT(page->next == expected_page.next);
  RC_ASSERT(pieces.students == whole.students);
  RC_ASSERT(findings_of(pieces.notes) == findings_of(whole.notes));
}

}  // namespace

TEST_CASE("in how large pieces a page is parsed does not change what is read", "[clever]") {
  CHECK(rc::check([] {
    std::string body = *rc::gen::elementOf(odd_pages());
    if (*rc::gen::inRange(0, 3) == 0)
      body[*rc::gen::inRange<std::size_t>(0, body.size())] = *rc::gen::elementOf(std::string("[]{},\"x "));
    check_windows(body, *rc::gen::inRange<std::size_t>(0, 700));
  }));
}

TEST_CASE("a page is given out in pieces that are arrays, and is itself again afterwards", "[clever]") {
  const std::string whole =
      page_json({student_json(1), student_json(2), student_json(3)}, "/v3.1/users?starting_after=3");
  std::string body = whole;
  auto windows = PageWindows::cut(body, 0, 1);
  REQUIRE(windows);
  CHECK(windows->frame() == page_json({}, "/v3.1/users?starting_after=3"));
  std::vector<std::string> pieces;
  while (const auto piece = windows->next()) pieces.emplace_back(*piece);
  REQUIRE(pieces.size() == 3);
  for (int number = 1; number <= 3; ++number)
    CHECK(pieces[static_cast<std::size_t>(number - 1)] == "[" + row_json(student_json(number)) + "]");
  windows->restore();
  CHECK(body == whole);
}
