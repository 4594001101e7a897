#include "audit/diagnosis.hpp"

#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/words.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::vector<std::string> unseen_of(Complaint complaint, const DiagnosisFacts& facts) {
  std::vector<std::string> unseen;
  if (complaint == Complaint::no_data)
    unseen.emplace_back(
        "a request that is still pending in Clever's dashboard, and the sharing rules themselves: only the district "
        "sees them there");
  if (complaint == Complaint::sign_in)
    unseen.emplace_back(
        "the browser or tablet (a device policy, a session of another person), the Clever portal, and which address "
        "the sign-in came from");
  if (complaint == Complaint::old_classes)
    unseen.emplace_back("classes that a teacher made by hand in Sphero Edu: those are not synced");
  if (!facts.live.asked)
    unseen.emplace_back(
        "what Clever and Sphero Edu would say now: --live asks them; this is the state of the last run");
  if (!facts.live.clever_trouble.empty()) unseen.push_back("Clever gave no answer: " + facts.live.clever_trouble);
  if (!facts.live.sphero_trouble.empty()) unseen.push_back("Sphero Edu gave no answer: " + facts.live.sphero_trouble);
  return unseen;
}

/// What is wrong with the sync, and what stops the whole district.
std::vector<Diagnosed> answer_for_all(const DiagnosisFacts& facts) {
  auto found = answer_sync(facts);
  std::ranges::move(stops_of_district(facts), std::back_inserter(found));
  return found;
}

std::vector<Diagnosed> answer(Complaint complaint, const DiagnosisFacts& facts) {
  using enum Complaint;
  if (!facts.status.last_run) return answer_for_all(facts);  // of one record nothing is known before the first night
  switch (complaint) {
    case no_data:
      return answer_no_data(facts);
    case sign_in:
      return answer_sign_in(facts);
    case old_classes:
      return answer_old_classes(facts);
    case sync:
      return answer_for_all(facts);
  }
  unreachable("Complaint");
}

Diagnosed all_well(const DiagnosisFacts& facts) {
  return {.code = DiagnosisCode::all_well,
          .cause = facts.status.last_run
                       ? "nothing stands in the way; the last run: " + night_sentence(*facts.status.last_run)
                       : std::string("nothing stands in the way"),
          .evidence = {facts.status.last_run ? "run " + facts.status.last_run->run : std::string("clever-sync status")},
          .confidence = Confidence::likely,
          .owner = Owner::nobody,
          .fix = "ask again with whom or what is missed: clever-sync diagnose no-data WHO",
          .shown_by = "nothing to wait for",
          .reply = "The sync runs and has brought everything that your district shares.",
          .request = "Please tell us which classes or people you miss."};
}

std::string title_of(const Diagnosis& diagnosis) {
  return std::string(name_of(diagnosis.complaint)) + (diagnosis.who.empty() ? "" : " of " + diagnosis.who) + " on " +
         format_date(diagnosis.as_of);
}

/// What is said of one cause, with the classes of which it is said.
struct Paragraph {
  std::string text;
  std::vector<std::string> classes;
};

std::vector<Paragraph> paragraphs_of(const std::vector<Diagnosed>& verdicts) {
  std::vector<Paragraph> paragraphs;
  const auto add = [&paragraphs](const std::string& text, const std::string& of_class) {
    if (text.empty()) return;
    auto known = std::ranges::find(paragraphs, text, &Paragraph::text);
    if (known == paragraphs.end()) known = paragraphs.insert(known, Paragraph{.text = text, .classes = {}});
    if (!of_class.empty()) known->classes.push_back(of_class);
  };
  for (const Diagnosed& verdict : verdicts) add(verdict.reply, verdict.reply_class);
  for (const Diagnosed& verdict : verdicts) add(verdict.request, "");
  return paragraphs;
}

std::string reply_text(const std::vector<Diagnosed>& verdicts) {
  std::string text;
  for (const Paragraph& paragraph : paragraphs_of(verdicts)) {
    text += (text.empty() ? "" : "\n") + paragraph.text + "\n";
    for (const std::string& name : paragraph.classes) text += "  - " + name + "\n";
  }
  return text;
}

std::string heading_of(const Diagnosed& verdict) {
  return std::string(name_of(verdict.code)) + " (" + std::string(name_of(verdict.confidence)) + "): " + verdict.cause;
}

}  // namespace

std::string_view name_of(Complaint complaint) {
  using enum Complaint;
  switch (complaint) {
    case no_data:
      return "no-data";
    case sign_in:
      return "sign-in";
    case old_classes:
      return "old-classes";
    case sync:
      return "sync";
  }
  unreachable("Complaint");
}

std::optional<Complaint> parse_complaint(std::string_view text) {
  using enum Complaint;
  for (const Complaint complaint : {no_data, sign_in, old_classes, sync}) {
    if (name_of(complaint) == text) return complaint;
  }
  return std::nullopt;
}

std::string_view name_of(Confidence confidence) {
  using enum Confidence;
  switch (confidence) {
    case certain:
      return "certain";
    case likely:
      return "likely";
    case possible:
      return "possible";
  }
  unreachable("Confidence");
}

Diagnosis diagnose(Complaint complaint, const DiagnosisFacts& facts) {
  Diagnosis diagnosis{.complaint = complaint, .as_of = facts.status.as_of};
  if (facts.who) {
    diagnosis.who = std::string(name_of(facts.who->kind)) + " " + facts.who->id.text();
    if (!facts.who->name.empty()) diagnosis.who += " " + printable(facts.who->name);
  }
  diagnosis.verdicts = answer(complaint, facts);
  if (diagnosis.verdicts.empty()) diagnosis.verdicts.push_back(all_well(facts));
  diagnosis.unseen = unseen_of(complaint, facts);
  return diagnosis;
}

std::string render_diagnosis(const Diagnosis& diagnosis) {
  std::string out = title_of(diagnosis) + "\n";
  for (const Diagnosed& verdict : diagnosis.verdicts) {
    out += "\n" + heading_of(verdict) + "\n";
    for (const std::string& evidence : verdict.evidence) out += "  evidence   " + printable(evidence) + "\n";
    out += "  whose      " + std::string(name_of(verdict.owner)) + "\n";
    if (!verdict.fix.empty()) out += "  to do      " + verdict.fix + "\n";
    if (!verdict.shown_by.empty()) out += "  shown by   " + verdict.shown_by + "\n";
  }
  out += "\nCan't be seen from here:\n";
  for (const std::string& unseen : diagnosis.unseen) out += "  " + printable(unseen) + "\n";
  return out;
}

Page diagnosis_page(const Diagnosis& diagnosis) {
  Page page{.title = title_of(diagnosis), .sections = {{.heading = "Causes, the likeliest first", .items = {}}}};
  for (const Diagnosed& verdict : diagnosis.verdicts) {
    PageItem item{.heading = heading_of(verdict), .rows = {}};
    for (const std::string& evidence : verdict.evidence)
      item.rows.push_back({.label = "evidence", .text = printable(evidence)});
    item.rows.push_back({.label = "whose", .text = std::string(name_of(verdict.owner))});
    if (!verdict.fix.empty()) item.rows.push_back({.label = "to do", .text = verdict.fix});
    if (!verdict.shown_by.empty()) item.rows.push_back({.label = "shown by", .text = verdict.shown_by});
    page.sections.front().items.push_back(std::move(item));
  }
  PageSection unseen{.heading = "Can't be seen from here", .items = {}};
  for (const std::string& each : diagnosis.unseen) unseen.items.push_back({.heading = printable(each), .rows = {}});
  page.sections.push_back(std::move(unseen));
  return page;
}

std::string render_reply(const Diagnosis& diagnosis) {
  std::string text = reply_text(diagnosis.verdicts);
  if (text.empty()) text = "We are looking into it and come back to you.\n";
  return "Hello,\n\nthank you for your message about Sphero Edu and Clever.\n\n" + text + "\nKind regards\n";
}

Json diagnosis_json(const Diagnosis& diagnosis) {
  Json::Array verdicts, unseen;
  for (const Diagnosed& verdict : diagnosis.verdicts) {
    Json object;
    object.set("code", name_of(verdict.code));
    object.set("cause", verdict.cause);
    Json::Array evidence;
    for (const std::string& each : verdict.evidence) evidence.emplace_back(each);
    object.set("evidence", std::move(evidence));
    object.set("confidence", name_of(verdict.confidence));
    object.set("owner", name_of(verdict.owner));
    object.set("fix", verdict.fix);
    object.set("shown_by", verdict.shown_by);
    std::string reply = reply_text({verdict});
    if (!reply.empty()) reply.pop_back();
    object.set("reply", std::move(reply));
    verdicts.push_back(std::move(object));
  }
  for (const std::string& each : diagnosis.unseen) unseen.emplace_back(each);
  Json document;
  document.set("format", "clever-sync/diagnosis@1");
  document.set("complaint", name_of(diagnosis.complaint));
  document.set("as_of", format_date(diagnosis.as_of));
  document.set("who", diagnosis.who);
  document.set("verdicts", std::move(verdicts));
  document.set("unseen", std::move(unseen));
  return document;
}

}  // namespace clever_sync
