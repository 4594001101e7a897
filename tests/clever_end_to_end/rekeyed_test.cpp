// A section that Clever gives another id: the same school and SIS number, the old id gone.

#include "catch.hpp"
#include "clever/fake_clever.hpp"
#include "clever_end_to_end/district.hpp"
#include "clever_end_to_end/stub_clever.hpp"

using namespace end_to_end;
using namespace clever_sync::test;

namespace {

const std::string old_id = id_of(RecordKind::section, 1);
const std::string new_id = id_of(RecordKind::section, 9);

std::string live_class(const NightlyDistrict& district, const std::string& id) {
  return district.workspace.git({"grep", "-h", "\"id\":\"" + id, "HEAD", "--", "sphero/live/classes/"}).out;
}

// A district of two sections, the first of which gets the new id when `rekeyed` is set.
struct RekeyedDistrict {
  bool rekeyed = false;
  std::string sections() const {
    const std::string first = section_json(1);
    return rekeyed ? page_json({section_json(2), with(first, old_id, new_id)}) : page_json({first, section_json(2)});
  }
  StubClever clever{[this](const StubRequest& request) {
    return contains(request.target, "/sections") ? StubAnswer{.body = sections()} : small_district(request);
  }};
  NightlyDistrict district;
  RekeyedDistrict() {
    district.use_clever(clever.api(), clever.oauth());
    district.edit("clever-sync.yaml", "removals: approve", "removals: auto");
    district.edit("rules/guardrails.yaml", "classes-archived:  {percent: 10, at_least: 10",
                  "classes-archived:  {percent: 100, at_least: 10");
    district.night("2026-08-10");
    rekeyed = true;
  }
};

}  // namespace

TEST_CASE("a section under a new id is recognised by its SIS number: one class is made, the old one goes by the rules",
          "[clever_end_to_end][absence]") {
  RekeyedDistrict world;
  const NightlyDistrict& district = world.district;
  const Outcome night = district.workspace.run({"-v", "--as-of", "2026-08-11", "nightly"});
  INFO(night.err);
  REQUIRE(night.exit == 0);
  CHECK(contains(night.err, "section-rekeyed section " + new_id));
  CHECK(contains(night.err, "the SIS number of section " + old_id + ", which is gone"));
  CHECK(contains(live_class(district, new_id), "\"archived\":false"));
  CHECK(contains(live_class(district, new_id), "\"students\":[\"" + id_of(RecordKind::student, 1)));
  CHECK(contains(live_class(district, old_id), "\"archived\":false"));  // two nights are still to come

  CHECK_FALSE(contains(district.night("2026-08-12"), "section-rekeyed"));  // it is no newcomer any more
  district.night("2026-08-13");
  CHECK(contains(live_class(district, old_id), "\"archived\":true"));
  CHECK_FALSE(contains(live_class(district, old_id), "\"students\""));  // taken off first: nobody loses sign-in
  CHECK(contains(live_class(district, new_id), "\"archived\":false"));
  const std::string sign_in =
      district.workspace.run({"--as-of", "2026-08-13", "diagnose", "sign-in", id_of(RecordKind::student, 1)}).out;
  INFO(sign_in);
  CHECK(contains(sign_in, "can-sign-in"));
}

TEST_CASE("a section that comes back under its old id is no rekeyed one", "[clever_end_to_end][absence][slow]") {
  RekeyedDistrict world;
  world.district.night("2026-08-11");
  world.rekeyed = false;
  CHECK_FALSE(contains(world.district.night("2026-08-12"), "section-rekeyed"));
  CHECK(contains(live_class(world.district, old_id), "\"archived\":false"));
}

TEST_CASE("a section with the SIS number of one that is still there is another section",
          "[clever_end_to_end][absence][slow]") {
  bool twinned = false;
  const StubClever clever([&twinned](const StubRequest& request) {
    const std::string twin = with(section_json(3), R"("sis_id":"s3")", R"("sis_id":"s1")");
    if (!contains(request.target, "/sections")) return small_district(request);
    return StubAnswer{.body = twinned ? page_json({section_json(1), twin}) : page_json({section_json(1)})};
  });
  const NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  district.night("2026-08-10");
  twinned = true;
  CHECK_FALSE(contains(district.night("2026-08-11"), "section-rekeyed"));
  CHECK_FALSE(live_class(district, id_of(RecordKind::section, 3)).empty());
}
