// Every form that -o names is that form for the questions, or is refused with 64 and the forms that there are.

#include "catch.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

TEST_CASE("every question answers as text, JSON, Markdown and one self-contained page", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  const std::vector<std::vector<std::string>> questions{{"why", "class", section_id(2)},
                                                        {"why", "class", "science"},
                                                        {"history", "class", section_id(2)},
                                                        {"history", "student", student_id(5)},
                                                        {"show", "class", section_id(2)},
                                                        {"show", "student", student_id(5)},
                                                        {"show", "class", "science"},
                                                        {"status"},
                                                        {"diagnose", "no-data"},
                                                        {"diagnose", "sync"},
                                                        {"diagnose", "no-data", "science"},
                                                        {"diagnose", "sign-in", student_id(5)},
                                                        {"diagnose", "old-classes", teacher_id(6)}};
  for (const auto& question : questions) {
    const auto ask = [&](const std::string& format) {
      std::vector<std::string> words{"-o", format};
      words.insert(words.end(), question.begin(), question.end());
      return district.ask(words);
    };
    INFO(question.front() << " " << question.back());
    CHECK(ask("json").starts_with("{\""));
    CHECK(contains(ask("json"), "\"format\":\"clever-sync/"));
    CHECK(ask("md").starts_with("# "));
    const std::string page = ask("html");
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(page.ends_with("</html>\n"));
    check_contains(page, {"Content-Security-Policy", "<h1>"});
    for (const char* outside : {"http://", "https://", "<script", "style=\"", " src="})
      CHECK_FALSE(contains(page, outside));
    CHECK(ask("text") != ask("md"));
  }
}

TEST_CASE("a form that a command does not have is refused, and the ones that it has are named",
          "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  const std::vector<std::vector<std::string>> refused{{"-o", "md", "verify"},
                                                      {"-o", "html", "nightly"},
                                                      {"-o", "md", "connections"},
                                                      {"-o", "html", "rules", "check"},
                                                      {"-o", "html", "status", "--check"},
                                                      {"-o", "json", "diagnose", "no-data", "--reply"},
                                                      {"-o", "pdf", "status"}};
  for (const auto& words : refused) {
    const Outcome outcome = district.workspace.run(words);
    INFO(words[1] << " " << words[2] << ": " << outcome.out << outcome.err);
    CHECK(outcome.exit == 64);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "text"));
  }
}
