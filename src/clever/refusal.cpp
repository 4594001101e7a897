#include "clever/refusal.hpp"

#include <fmt/core.h>

#include <utility>

namespace clever_sync {

namespace {

std::string advice_for(std::string_view code, const CleverOptions& options) {
  const std::string district = options.district.text();
  if (code == "torn" || code == "running") {
    return "Clever was reading the district's SIS meanwhile: run again when that is done, usually within the hour";
  }
  if (code == "redirect") return "check `clever.api` in clever-sync.yaml: it must be the address that answers itself";
  if (code == "wrong-district") {
    return fmt::format("check that `district.id` in clever-sync.yaml and the token both belong to district {}",
                       district);
  }
  if (code == "emptied") {
    return "see in Clever's dashboard what the district shares with the app and which roles are switched on under Data "
           "Access; nothing changes until there are records again";
  }
  if (code == "unresolved-school") {
    return "what the district shares seems to have changed during the read: run again; if it stays, ask the district "
           "to share the school of every section";
  }
  if (code == "no-answer") return "run again; if it stays, check the network between here and Clever";
  return "run again; if it stays, tell Clever's support the collection, the page and this reason";
}

std::string advice_for_status(int status, const CleverOptions& options) {
  switch (status) {
    case 400:
      return "check `clever.api` in clever-sync.yaml, which must end in the version of the API, as in /v3.1";
    case 404:
      return "check `clever.api` in clever-sync.yaml; if it is right, the district may have stopped sharing this with "
             "the "
             "app, or has removed the app";
    case 413:
      return fmt::format("the page limit of {} is more than Clever's maximum: set it to 10000", options.page_limit);
    case 429:
      return "something else is using up this token's 1,200 requests a minute: stop it, then run again";
    default:
      break;
  }
  if (status >= 500 && status != 501) return "Clever is in trouble (see status.clever.com): run again later";
  return advice_for("status", options);
}

std::string meaning_of(int status) {
  switch (status) {
    case 400:
      return " (a bad request)";
    case 404:
      return " (not found)";
    case 413:
      return " (too large a page was asked for)";
    case 429:
      return " (the rate limit), to the last attempt";
    default:
      return status >= 500 && status != 501 ? ", to the last attempt" : "";
  }
}

}  // namespace

PartialFetch refuse(CleverCollection collection, int page, PageDamage damage, const CleverOptions& options) {
  std::string advice = advice_for(damage.code, options);
  return {.code = std::move(damage.code),
          .collection = std::string(name_of(collection)),
          .page = page,
          .reason = std::move(damage.reason),
          .advice = std::move(advice)};
}

PartialFetch refuse_status(CleverCollection collection, int page, int status, const CleverOptions& options) {
  const bool app = std::holds_alternative<AppClient>(options.credentials);
  PartialFetch refusal{.code = "status",
                       .collection = std::string(name_of(collection)),
                       .page = page,
                       .reason = fmt::format("the answer has status {}{}", status, meaning_of(status)),
                       .advice = advice_for_status(status, options)};
  if (status >= 300 && status < 400) {
    refusal.code = "redirect";
    refusal.advice = advice_for("redirect", options);
  } else if (status == 401) {
    refusal.code = token_refused;
    refusal.reason = "Clever refuses the token (401)";
    refusal.advice =
        app ? fmt::format(
                  "it is the one that Clever lists for district {}: see in the app's dashboard whether the "
                  "district is still connected",
                  options.district.text())
            : fmt::format(
                  "Clever may have replaced it: check that `clever.token` in clever-sync.yaml gives the present "
                  "token of district {}, as the app's dashboard shows it",
                  options.district.text());
  } else if (status == 403) {
    refusal.code = token_refused;
    refusal.reason = "the token may not read this (403)";
    refusal.advice =
        "it must be a district-app token, and the app needs Clever's Secure Sync: check both in the app's dashboard";
  }
  return refusal;
}

PartialFetch refuse_no_answer(CleverCollection collection, int page, const NoAnswer& none,
                              const CleverOptions& options) {
  PartialFetch refusal = refuse(
      collection, page, {.code = "no-answer", .reason = fmt::format("no whole answer came ({})", none.what)}, options);
  if (none.why == NoAnswer::Why::too_large) refusal.advice = advice_for("malformed", options);  // the network is not it
  return refusal;
}

std::string describe(const PartialFetch& refusal) {
  std::string where = refusal.collection;
  if (refusal.page > 0) where += fmt::format(", page {}", refusal.page);
  if (!where.empty()) where += ": ";
  return fmt::format("{}{}: {}", where, refusal.reason, refusal.advice);
}

}  // namespace clever_sync
