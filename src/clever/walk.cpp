#include "clever/walk.hpp"

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

}  // namespace

std::variant<CleverPage, PartialFetch> fetch_page(const WalkContext& context, const std::string& url, int page,
                                                  const PageQuery& query, Harvest& harvest,
                                                  const std::stop_token& stop) {
  const HttpOutcome outcome = context.session.get(url, stop);
  if (const auto* none = std::get_if<NoAnswer>(&outcome)) {
    return refuse_no_answer(query.collection, page, *none, context.options);
  }
  const Response& response = std::get<Response>(outcome);
  if (response.status != 200) return refuse_status(query.collection, page, response.status, context.options);
  std::variant<CleverPage, PageDamage> decoded = context.decoder.decode(response.body, query, harvest);
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
                  .after = std::nullopt};
  std::string url = first_page_url(collection, context.options);
  std::int64_t rows = 0;
  for (int number = 1;; ++number) {
    auto fetched = fetch_page(context, url, number, query, harvest, stop);
    if (auto* refusal = std::get_if<PartialFetch>(&fetched)) return std::move(*refusal);
    const CleverPage& page = std::get<CleverPage>(fetched);
    if (auto damage = check_links(collection, page, context.options)) return refused(number, *std::move(damage));
    rows += static_cast<std::int64_t>(page.rows);
    if (context.observe) {
      context.observe(
          {.collection = std::string(name_of(collection)), .page = number, .records = rows, .waiting_for = {}});
    }
    if (!page.next) return std::nullopt;
    auto next = next_page_url(url, *page.next);
    if (auto* damage = std::get_if<PageDamage>(&next)) return refused(number, std::move(*damage));
    std::string& next_url = std::get<std::string>(next);
    if (auto damage = check_progress(url, page, next_url)) return refused(number, *std::move(damage));
    url = std::move(next_url);
    query.after = page.last;
  }
}

std::variant<Harvest, PartialFetch> fetch_districts(const WalkContext& context, const std::stop_token& stop) {
  Harvest harvest;
  if (auto refusal = walk_collection(context, CleverCollection::districts, harvest, stop)) return *std::move(refusal);
  return harvest;
}

}  // namespace clever_sync
