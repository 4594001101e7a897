#include "clever/walk.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "clever/next_link.hpp"
#include "clever/refusal.hpp"

namespace clever_sync {

namespace {

// A full page without any links may have lost the one to the next page: that it is the last one is not proved.
std::optional<PageDamage> check_links(CleverCollection collection, const CleverPage& page,
                                      const CleverOptions& options) {
  if (collection == CleverCollection::districts) return std::nullopt;  // asked without a limit
  if (page.links == CleverPage::Links::present || page.rows < static_cast<std::size_t>(options.page_limit))
    return std::nullopt;
  return PageDamage{.code = "malformed",
                    .reason = "it is full and has no `links`, so nothing says whether it is the last"};
}

// An empty page after others is a legal end, and also what a server in trouble answers: it is asked for twice.
bool is_doubtful_end(const CleverPage& page, int number) {
  return page.rows == 0 && !page.next && number > 1;
}

// Room for all of them at once: a vector of a million records that grows is copied many times over. Only addresses are
// taken, and no more than any district needs, whatever Clever promises.
void make_room(CleverCollection collection, Harvest& harvest) {
  constexpr std::int64_t most = 4'000'000;
  const auto promised = static_cast<std::size_t>(std::clamp<std::int64_t>(harvest.promised.value_or(0), 0, most));
  if (collection == CleverCollection::sections) harvest.sections.reserve(promised);
  if (collection == CleverCollection::students) harvest.students.reserve(promised);
}

void count_page(CleverCollection collection, const CleverPage& page, Harvest& harvest) {
  if (harvest.rows == 0) {
    harvest.promised = page.count;
    make_room(collection, harvest);
  }
  harvest.rows += static_cast<std::int64_t>(page.rows);
}

// What was read of a collection, against what its first page promised. More than that is no damage: records may have
// come in meanwhile, which `last_sync` tells. Users are counted when both roles were read: see check_user_counts.
std::optional<PageDamage> check_end(CleverCollection collection, const Harvest& harvest) {
  if (collection == CleverCollection::teachers || collection == CleverCollection::students) return std::nullopt;
  if (!harvest.promised || harvest.rows >= *harvest.promised) return std::nullopt;
  return cut_short(harvest);
}

}  // namespace

std::variant<CleverPage, PartialFetch> fetch_page(const WalkContext& context, const std::string& url, int page,
                                                  const PageQuery& query, Harvest& harvest,
                                                  const std::stop_token& stop) {
  HttpOutcome outcome = context.session.get(url, stop);
  if (const auto* none = std::get_if<NoAnswer>(&outcome)) {
    return refuse_no_answer(query.collection, page, *none, context.options);
  }
  Response& response = std::get<Response>(outcome);
  if (response.status != 200) return refuse_status(query.collection, page, response.status, context.options);
  std::variant<CleverPage, PageDamage> decoded = context.decoder.decode(std::move(response.body), query, harvest);
  if (auto* damage = std::get_if<PageDamage>(&decoded)) {
    return refuse(query.collection, page, std::move(*damage), context.options);
  }
  return std::get<CleverPage>(std::move(decoded));
}

std::optional<PartialFetch> walk_collection(const WalkContext& context, CleverCollection collection, Harvest& harvest,
                                            const std::stop_token& stop) {
  const auto refused = [&](int page, PageDamage damage) {
    return refuse(collection, page, std::move(damage), context.options);
  };
  PageQuery query{.collection = collection,
                  .district = context.options.district,
                  .student_email = context.options.student_email,
                  .after = std::nullopt,
                  .places = context.places};
  std::string url = first_page_url(collection, context.options);
  std::set<std::string, std::less<>> visited;
  for (int number = 1;; ++number) {
    auto fetched = fetch_page(context, url, number, query, harvest, stop);
    if (const auto* page = std::get_if<CleverPage>(&fetched); page != nullptr && is_doubtful_end(*page, number)) {
      fetched = fetch_page(context, url, number, query, harvest, stop);
    }
    if (auto* refusal = std::get_if<PartialFetch>(&fetched)) return std::move(*refusal);
    const CleverPage& page = std::get<CleverPage>(fetched);
    if (auto damage = check_links(collection, page, context.options)) return refused(number, *std::move(damage));
    count_page(collection, page, harvest);
    if (context.observe) {
      context.observe(
          {.collection = std::string(name_of(collection)), .page = number, .records = harvest.rows, .waiting_for = {}});
    }
    if (!page.next) {
      auto damage = check_end(collection, harvest);
      return damage ? std::optional(refused(number, *std::move(damage))) : std::nullopt;
    }
    visited.insert(url);
    auto next = next_page_url(context.options.api, url, *page.next);
    if (auto* damage = std::get_if<PageDamage>(&next)) return refused(number, std::move(*damage));
    std::string& next_url = std::get<std::string>(next);
    if (auto damage = check_progress(visited, page, next_url)) return refused(number, *std::move(damage));
    url = std::move(next_url);
    query.after = page.last;
  }
}

PageDamage cut_short(const Harvest& harvest) {
  return {.code = "cut-short",
          .reason = fmt::format("the pages end with {} of {} records", harvest.rows, harvest.promised.value_or(0))};
}

std::variant<Harvest, PartialFetch> fetch_districts(const WalkContext& context, const std::stop_token& stop) {
  Harvest harvest;
  if (auto refusal = walk_collection(context, CleverCollection::districts, harvest, stop)) return *std::move(refusal);
  return harvest;
}

}  // namespace clever_sync
