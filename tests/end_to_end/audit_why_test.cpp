// why and history, asked after real nights: for each reason code the line, the evidence and what would have made it
// otherwise.

#include "catch.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

namespace {

/// Six nights in which most things happen that can happen to a class.
void act_out_a_fortnight(const AuditedDistrict& district) {
  district.let_removals_pass();
  district.night("2026-08-10");
  district.event(R"("event":"section-renamed","name":"Science for Sixth Grade","section":")" + section_id(2) + "\"");
  district.event(R"("event":"section-edited","add_students":[")" + student_id(30) + R"("],"section":")" +
                 section_id(3) + "\"");
  district.event(R"("event":"section-edited","remove_students":[")" + student_id(1) + R"("],"section":")" +
                 section_id(4) + "\"");
  district.night("2026-08-11");
  district.event(R"("event":"class-renamed","name":"My favourite class","class":")" + section_id(5) + "\"");
  district.event(R"("event":"class-archived","class":")" + section_id(6) + "\"");
  district.event(R"("event":"unshare","id":")" + section_id(7) + "\"");
  district.night("2026-08-12");
  district.night("2026-08-13");
  district.night("2026-08-14");
  district.event(R"("event":"share","id":")" + section_id(7) + "\"");
  district.night("2026-08-15");
}

}  // namespace

TEST_CASE("why tells the life of classes to which everything happened, each step with its line and evidence",
          "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  act_out_a_fortnight(district);
  const auto why = [&](int section) {
    return district.ask({"--as-of", "2026-08-15", "why", "class", section_id(section)});
  };

  check_contains(why(2), {"source-changed", "Science for Sixth Grade",
                          "rules/mapping.yaml:", "in Clever: name \"Science for Sixth Grade\" (was", "otherwise",
                          "its record in Clever staying as it was the night before"});
  check_contains(why(3), {"member-joined", "students (1 joined, 0 left)", "1 student added"});
  check_contains(why(4), {"member-left", "students (0 joined, 1 left)", "1 student taken out",
                          "its record in Clever staying as it was the night before"});
  check_contains(why(5), {"changed in Sphero Edu, not by clever-sync: name \"My favourite class\" (was", "drift-kept"});
  check_contains(why(6), {"changed in Sphero Edu, not by clever-sync: archived yes", "restore (drift)",
                          "nobody changing it in Sphero Edu"});
  check_contains(why(7), {"open in Sphero Edu on 2026-08-15", "archive (left-clever)",
                          "missed on 3 nights: 2026-08-12, 2026-08-13, 2026-08-14", "Clever shares it again",
                          "restore (returned)", "rules/lifecycle.yaml:", "after_absent_nights of 4 or more (it is 3)",
                          "Clever sharing it again on any of those nights"});

  SECTION("asked as of an earlier day, it knows nothing of what came later") {
    const std::string then = district.ask({"--as-of", "2026-08-14", "why", "class", section_id(7)});
    check_contains(then, {"archived in Sphero Edu on 2026-08-14", "shared: Clever does not share it any more"});
    CHECK_FALSE(contains(then, "2026-08-15"));
    CHECK_FALSE(contains(then, "Clever shares it again"));
    check_contains(district.ask({"--as-of", "2026-08-11", "why", "class", section_id(7)}), {"open in Sphero Edu"});
    CHECK(district.workspace.run({"--as-of", "2026-08-09", "why", "class", section_id(7)}).exit == 64);
  }
  SECTION("history has one line for each event, oldest first") {
    const std::string life = district.ask({"history", "class", section_id(7)});
    const std::vector<std::string> lines{"2026-08-10  shared",   "2026-08-10  created",  "2026-08-12  left",
                                         "2026-08-14  archived", "2026-08-15  returned", "2026-08-15  restored"};
    std::size_t at = 0;
    for (const std::string& line : lines) {
      INFO(line << "\n" << life);
      const std::size_t next = life.find(line, at);
      REQUIRE(next != std::string::npos);
      at = next;
    }
    check_contains(district.ask({"-o", "json", "history", "class", section_id(5)}),
                   {R"("format":"clever-sync/history@1")", R"("code":"drift")", R"("day":"2026-08-12")"});
  }
  SECTION("the page is self-contained and draws the timeline, Markdown keeps district text harmless") {
    const std::string page = district.ask({"-o", "html", "why", "class", section_id(7)});
    check_contains(page,
                   {"<svg", "Content-Security-Policy", "href=\"#event-0\"", "id=\"event-0\"", "restore (returned)"});
    for (const char* outside : {"http://", "https://", "<script", "style=\"", " src="}) {
      INFO(outside);
      CHECK_FALSE(contains(page, outside));
    }
    check_contains(district.ask({"-o", "md", "why", "class", section_id(7)}), {"# class", "- **2026-08-15"});
  }
  SECTION("show puts Clever, the rules, our writes and Sphero Edu side by side, as of a day") {
    check_contains(district.ask({"--as-of", "2026-08-15", "show", "class", section_id(5)}),
                   {"Wanted: open (listed", "My favourite class", "desired", "applied", "live"});
    CHECK_FALSE(
        contains(district.ask({"--as-of", "2026-08-11", "show", "class", section_id(5)}), "My favourite class"));
    const std::string hidden = district.ask({"show", "student", student_id(3)});
    CHECK(contains(hidden, "(hidden, --names shows it)"));
    CHECK_FALSE(contains(district.ask({"show", "student", student_id(3), "--names"}), "(hidden"));
  }
  SECTION("several matches are listed, not guessed") {
    check_contains(district.ask({"why", "class", "science"}), {"records match", section_id(2)});
    check_contains(district.ask({"why", "class", "Science for Sixth Grade"}), {"source-changed"});
    CHECK(district.workspace.run({"why", "class", "no such class"}).exit == 64);
  }
}

TEST_CASE("why not names the first stage that stops a record, and what would let it in", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.edit("rules/filters.yaml", "exclude: []",
                "exclude:\n  - id: no-homeroom\n    sections: {subject: homeroom/advisory}\n    because: doubles");
  district.event(R"("event":"unshare","id":")" + student_id(600) + "\"");
  district.night("2026-08-10");
  SECTION("never shared") {
    check_contains(district.ask({"why", "class", "58da8c70dc0ca007eaffffff"}),
                   {"not in Sphero Edu", "shared: Clever never shared it"});
  }
  SECTION("left out by a line of the rules") {
    const std::string answer = district.ask({"why", "class", section_id(1)});
    check_contains(
        answer, {"not in Sphero Edu", "takes-part: left out by rules/filters.yaml:", "no-homeroom", "id: no-homeroom",
                 "line by An Engineer <engineer@example.org>", "otherwise", "without the rule no-homeroom"});
    check_contains(district.ask({"-o", "json", "why", "class", section_id(1)}),
                   {R"("first_failing_stage":"takes-part")", R"("ways_in":[)"});
  }
  SECTION("filtered out later, and its removal waits for a person") {
    district.edit("rules/filters.yaml", "    because: doubles",
                  "    because: doubles\n  - id: no-science\n    sections: {subject: science}\n    because: tried");
    district.night("2026-08-11", 3);
    check_contains(district.ask({"why", "class", section_id(2)}),
                   {"open in Sphero Edu", "What is still to come", "filtered-out", "but held:", "classes archived",
                    "without the rule no-science", "when_filtered_out: false"});
  }
}

TEST_CASE("no answer about a student holds a name", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.event(R"("event":"student-edited","first_name":"Zanzibarina","grade":"7","student":")" + student_id(2) +
                 "\"");
  district.night("2026-08-11");
  for (const std::string format : {"text", "json", "md", "html"}) {
    const std::string answer = district.ask({"-o", format, "why", "student", student_id(2)});
    CHECK(contains(answer, "source-changed"));
    CHECK_FALSE(contains(answer, "Zanzibarina"));
    CHECK_FALSE(contains(answer, "Pimmola"));
  }
  CHECK_FALSE(contains(district.ask({"history", "student", student_id(2)}), "Zanzibarina"));
  const std::string found = district.ask({"why", "student", "zanzibarina"});
  CHECK(contains(found, student_id(2)));
  CHECK_FALSE(contains(found, "Zanzibarina"));
}
