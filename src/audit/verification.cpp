#include "audit/verification.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string_view word_of(Proof proof) {
  using enum Proof;
  switch (proof) {
    case proved:
      return "proved";
    case not_proved:
      return "not proved";
    case wrong:
      return "WRONG";
  }
  unreachable("Proof");
}

std::int64_t count_of(const VerificationReport& report, Proof proof) {
  return std::ranges::count(report.facts, proof, &CheckedFact::proof);
}

}  // namespace

bool is_sound(const VerificationReport& report) {
  return count_of(report, Proof::wrong) == 0;
}

std::string render_verification(const VerificationReport& report) {
  std::string out;
  for (const Proof proof : std::array{Proof::wrong, Proof::not_proved, Proof::proved}) {
    for (const CheckedFact& fact : report.facts) {
      if (fact.proof != proof) continue;
      out += std::string(word_of(proof)) + ": " + printable(fact.subject) + ": " + printable(fact.what) + "\n";
    }
  }
  out += std::to_string(count_of(report, Proof::proved)) + " proved, " +
         std::to_string(count_of(report, Proof::not_proved)) + " not proved, " +
         std::to_string(count_of(report, Proof::wrong)) + " wrong.\n";
  return out;
}

Json verification_json(const VerificationReport& report) {
  Json::Array facts;
  for (const CheckedFact& fact : report.facts) {
    Json item;
    item.set("proof", fact.proof == Proof::wrong ? "wrong" : word_of(fact.proof));
    item.set("subject", fact.subject);
    item.set("what", fact.what);
    facts.push_back(item);
  }
  Json document;
  document.set("format", "clever-sync/verify@1");
  document.set("sound", is_sound(report));
  document.set("facts", facts);
  return document;
}

}  // namespace clever_sync
