// The plan's schema refuses what no plan may be: a table of plans that were broken by hand, one word each.

#include "base/json.hpp"
#include "catch.hpp"
#include "schema_check.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

constexpr const char* whole = R"({"as_of":"2026-11-24","changes":[
{"action":"create","clever_id":"58da8c58155b940248000502","kind":"student","loses_sign_in":0,"part":"additions","reason":{"code":"listed","rule":{"file":"rules/filters.yaml","id":"users","line":7}},"set":{"grade":{}}},
{"action":"update","add_students":["58da8c58155b940248000502"],"clever_id":"58da8c58155b940248000304","kind":"class","loses_sign_in":0,"part":"additions","reason":{"code":"drift","rule":{"file":"rules/mapping.yaml","line":20}},"set":{"subject":{"from":"other","to":"science"}},"sphero_id":"c-6500"},
{"action":"archive","clever_id":"58da8c58155b940248000302","kind":"class","loses_sign_in":1,"part":"removals","reason":{"code":"left-clever","evidence":[{"field":"missed","id":"58da8c58155b940248000302","path":"snapshots/sections/absent.json","value":"2026-11-22"}],"rule":{"file":"rules/lifecycle.yaml","line":10}},"school":"58da8c58155b940248000001","sphero_id":"c-7001","waits_for":["create class 58da8c58155b940248000301"]}
],"counts":{"class":{"archive":1,"update":1},"filtered":1,"held":0,"student":{"create":1},"unchanged":1,"withheld":0},
"digests":{"additions":"af7211b536604788a30e8029e9820262b77f8c104d233ce96b8f8e65c97b58b0","plan":"0c25e8cf2c00bd3289333be268fd53a021c7e1b9c3e440d05f982f3501a149c7","removals":"d6cd96d2b76903aaeb3cc320b6a8a148a4a01777f66a5cad2fef567e0429146a"},
"district":"58da8a43cc70ab00017a1a87","engine":1,"findings":[{"code":"data-stale","kind":"district","message":"paused"}],"format":"clever-sync/plan@1",
"guardrails":[{"actual":1,"detail":"paused","limit":0,"name":"district-state","scope":"district","total":1,"verdict":"hold"}],
"inputs":{"rules":"454349e422f05297191ead13e21d3db520e5abef"},"verdict":{"additions":"clear","removals":"hold"}})";

/// What stands in the plan, and what a hand put there instead.
struct Slip {
  const char* from;
  const char* to;
};

constexpr Slip slips[] = {
    {R"("format":"clever-sync/plan@1",)", ""},
    {"plan@1", "plan@2"},
    {R"("as_of":"2026-11-24")", R"("as_of":"2026-13-24")"},
    {R"("as_of":"2026-11-24")", R"("as_of":"24.11.2026")"},
    {R"("engine":1)", R"("engine":"1")"},
    {R"("engine":1)", R"("engine":0)"},
    {R"("engine":1)", R"("engine":1,"force":true)"},
    {R"("district":"58da8a43cc70ab00017a1a87")", R"("district":"58DA8A43CC70AB00017A1A87")"},
    {R"("removals":"hold"})", R"("removals":"maybe"})"},
    {R"(,"removals":"hold"})", "}"},
    {R"("plan":"0c25e8cf2c00)", R"("plan":")"},
    {R"("class":{"archive":1)", R"("class":{"delete":1)"},
    {R"("class":{"archive":1)", R"("class":{"archive":0)"},
    {R"("held":0)", R"("held":-1)"},
    {R"("held":0,)", ""},
    {R"({"grade":{}})", R"({"grade":{"from":"7","to":"8"}})"},  // a student's values
    {R"("set":{"grade":{}}})", R"("set":{"grade":{}},"sphero_id":"s-1"})"},
    {R"("set":{"grade":{}}})", R"("set":{"grade":{}},"add_students":["58da8c58155b940248000502"]})"},
    {R"("set":{"grade":{}}})", R"("set":{"grade":{}},"waits_for":["create class 58da8c58155b940248000301"]})"},
    {R"({"action":"create")", R"({"action":"delete")"},
    {R"({"action":"create")", R"({"action":"update")"},  // of what?
    {R"("kind":"student")", R"("kind":"section")"},
    {R"("part":"removals")", R"("part":"additions")"},
    {R"("part":"removals",)", ""},
    {R"("loses_sign_in":1)", R"("loses_sign_in":-1)"},
    {R"("loses_sign_in":1,)", ""},
    {R"("sphero_id":"c-7001")", R"("sphero_id":"")"},
    {R"("sphero_id":"c-7001",)", ""},
    {R"("add_students":["58da8c58155b940248000502"])", R"("add_students":[])"},
    {R"("add_students":["58da8c58155b940248000502"])",
     R"("add_students":["58da8c58155b940248000502","58da8c58155b940248000502"])"},
    {R"("add_students":["58da8c58155b940248000502"])", R"("add_students":["Bo Example"])"},
    {R"(["create class 58da8c58155b940248000301"])", R"(["archive class 58da8c58155b940248000301"])"},
    {R"(["create class 58da8c58155b940248000301"])", "[]"},
    {R"("code":"left-clever")", R"("code":"because")"},
    {R"("line":10)", R"("line":0)"},
    {R"("file":"rules/lifecycle.yaml",)", ""},
    {R"("path":"snapshots/sections/absent.json",)", ""},
    {R"("scope":"district")", R"("scope":"everything")"},
    {R"("verdict":"hold"})", R"("verdict":"approve"})"},
    {R"("verdict":"hold"})", R"("verdict":"hold","waived":true})"},
    {R"("detail":"paused")", R"("detail":"")"},
    {R"("code":"data-stale",)", ""},
    {R"("rules":"454349e422f05297191ead13e21d3db520e5abef")", R"("rules":"HEAD")"},
    {R"("inputs":{)", R"("inputs":{"today":"2026-11-24",)"},
};

}  // namespace

TEST_CASE("the plan's schema takes a plan, and refuses each of the slips of a hand", "[codec]") {
  const Json rules = plan_schema();
  CHECK(schema_violation(rules, std::get<Json>(parse_json(whole))).empty());
  for (const Slip& slip : slips) {
    CAPTURE(slip.from, slip.to);
    std::string broken = whole;
    const std::size_t at = broken.find(slip.from);
    REQUIRE(at != std::string::npos);
    broken.replace(at, std::string(slip.from).size(), slip.to);
    CHECK_FALSE(schema_violation(rules, std::get<Json>(parse_json(broken))).empty());
  }
}
