#include "sphero/http_target.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

#include "base/error.hpp"
#include "base/failpoint.hpp"
#include "sphero/batch_codec.hpp"
#include "sphero/live_codec.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t max_asked_ids = 100;  // in one request; docs/sphero-edu-api.yaml, CleverIds
constexpr std::size_t max_key_bytes = 128;  // docs/sphero-edu-api.yaml, Idempotency-Key
constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

std::string_view path_of(Kind kind) {
  switch (kind) {
    case Kind::teacher:
      return "teachers";
    case Kind::student:
      return "students";
    case Kind::class_:
      return "classes";
  }
  unreachable("Kind");
}

std::string district_url(const SpheroOptions& options) {
  std::string_view api = options.api;
  while (api.ends_with('/')) api.remove_suffix(1);
  return fmt::format("{}/districts/{}", api, options.district.text());
}

Request get_request(const SpheroOptions& options, std::string url) {
  return {.method = Method::get,
          .url = std::move(url),
          .headers = {{"accept", "application/json"}, {"authorization", "Bearer " + options.token}},
          .body = {}};
}

/// What a person can do about a status that is no answer.
std::string_view advice_for(int status) {
  if (status == 401 || status == 403) return "check sphero_edu.token in clever-sync.yaml";
  if (status == 429 || status >= 500) return "run again later";
  return "check sphero_edu.api and district.id in clever-sync.yaml";
}

[[noreturn]] void refuse_status(const Response& response, std::string_view asked_for) {
  const int status = response.status;
  if (status == 401 || status == 403) {
    throw Error(ErrorKind::remote, fmt::format("Sphero Edu refuses the token ({}): {}", status, advice_for(status)));
  }
  throw Error(ErrorKind::remote, fmt::format("Sphero Edu answered {} ({}) when asked for {}: {}", status,
                                             parse_problem_code(response.body), asked_for, advice_for(status)));
}

/// Sends a GET and gives the answer, whatever its status. Throws Error{remote} if there is none.
Response fetch(Transport& transport, const Request& request, std::string_view asked_for, const std::stop_token& stop) {
  reach(Failpoint::before_read);
  HttpOutcome outcome = transport.send(request, stop);
  reach(Failpoint::after_read);
  if (const NoAnswer* const none = std::get_if<NoAnswer>(&outcome)) {
    if (none->why == NoAnswer::Why::interrupted) {
      throw Error(ErrorKind::remote, fmt::format("interrupted while asking Sphero Edu for {}", asked_for));
    }
    throw Error(ErrorKind::remote,
                fmt::format("Sphero Edu gave no answer when asked for {} ({}): check the network and "
                            "sphero_edu.api in clever-sync.yaml, or run again later",
                            asked_for, none->what));
  }
  return std::get<Response>(std::move(outcome));
}

/// What a walk through one kind needs, whichever objects it asks for.
struct Walk {
  Transport& transport;
  const SpheroOptions& options;
  const std::function<void(const ObserveProgress&)>& observe;
  LiveCollector& collector;
  Kind kind = Kind::class_;
  int page = 0;  // the last one read, over all requests of this walk

  /// Reads every page of `kind` that the query selects, to the one without a next. Refuses more than `most` records.
  void read_pages(const std::string& query, std::int64_t most, const std::stop_token& stop) {
    const std::string url =
        fmt::format("{}/{}?limit={}{}", district_url(options), path_of(kind), options.page_limit, query);
    std::set<std::string> cursors;
    std::string after;
    const std::int64_t before = collector.records(kind);
    do {
      ++page;
      const std::string asked_for = fmt::format("page {} of the {}", page, path_of(kind));
      const Request request = get_request(options, after.empty() ? url : url + "&after=" + percent_encoded(after));
      const Response response = fetch(transport, request, asked_for, stop);
      if (response.status != 200) refuse_status(response, asked_for);
      after = collector.add_page(kind, page, response.body);
      if (observe) observe({.kind = kind, .records = collector.records(kind)});
      // A server that overlooks `clever_id` would give us the whole district, page by page.
      if (collector.records(kind) - before > most) refuse_page(kind, page, "it has objects that were not asked for");
      if (!after.empty() && !cursors.insert(after).second) refuse_page(kind, page, "its `next` was there before");
    } while (!after.empty());
  }
};

/// The first thing that went wrong in any of several threads; what the others then report is only its consequence.
class FirstFailure {
 public:
  void keep(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
};

/// The ids as a query, up to the number that one request may name.
std::string ids_query(const std::vector<CleverId>& ids, std::size_t from) {
  std::string query;
  for (std::size_t i = from; i < std::min(ids.size(), from + max_asked_ids); ++i)
    query += "&clever_id=" + ids[i].text();
  return query;
}

/// Results are matched by name.
bool names_are_distinct(const std::vector<Operation>& operations) {
  std::set<std::string_view> names;
  for (const Operation& operation : operations) names.insert(operation.id);
  return names.size() == operations.size();
}

SendOutcome outcome_of(const Response& response, const std::vector<Operation>& operations) {
  if (response.status == 200) {
    auto results = parse_batch_results(response.body, operations);
    if (!results) return BatchUnknown{"Sphero Edu's answer to a batch is no list of results"};
    return BatchAnswered{std::move(*results)};
  }
  const bool says_not_acted = response.status / 100 == 4 || response.status == 503;
  if (says_not_acted) return BatchRefused{.status = response.status, .code = parse_problem_code(response.body)};
  // 500, 502 and 504 may come after the work was done; a redirect or another 2xx is not in the contract at all.
  return BatchUnknown{fmt::format("Sphero Edu answered {} to a batch", response.status)};
}

}  // namespace

HttpTarget::HttpTarget(Transport& transport, SpheroOptions options, std::function<void(const ObserveProgress&)> observe)
    : transport_(transport), options_(std::move(options)), observe_(std::move(observe)) {
  ensure(options_.page_limit >= 1 && options_.page_limit <= 1'000, "a page limit outside 1 to 1000");
}

std::optional<ConnectionStatus> HttpTarget::fetch_connection(std::stop_token stop) {
  constexpr std::string_view asked_for = "the district's connection";
  const Response response = fetch(transport_, get_request(options_, district_url(options_)), asked_for, stop);
  if (response.status == 404) return std::nullopt;
  if (response.status != 200) refuse_status(response, asked_for);
  const std::optional<ConnectionStatus> status = parse_connection(response.body, options_.district);
  if (!status) {
    throw Error(ErrorKind::remote,
                fmt::format("Sphero Edu's answer about district {} is none: check sphero_edu.api in clever-sync.yaml",
                            options_.district.text()));
  }
  return status;
}

Observation HttpTarget::fetch_live(std::stop_token stop) {
  LiveCollector collector;
  FirstFailure failure;
  {
    std::stop_source stop_all;
    const std::stop_callback forward(stop, [&stop_all] { stop_all.request_stop(); });
    const auto read = [&](Kind kind) {
      try {
        Walk{transport_, options_, observe_, collector, kind}.read_pages("", no_limit, stop_all.get_token());
      } catch (...) {  // nothing is hidden: it is carried to the thread that asked, and thrown there
        failure.keep(std::current_exception());
        stop_all.request_stop();
      }
    };
    const std::jthread teachers(read, Kind::teacher);
    const std::jthread students(read, Kind::student);
    const std::jthread classes(read, Kind::class_);
  }
  failure.rethrow();
  return collector.finish();
}

Observation HttpTarget::fetch_objects(const std::vector<std::pair<Kind, CleverId>>& objects, std::stop_token stop) {
  LiveCollector collector;
  for (const Kind kind : {Kind::teacher, Kind::student, Kind::class_}) {
    std::set<CleverId> wanted;
    for (const auto& [object_kind, id] : objects) {
      if (object_kind == kind) wanted.insert(id);
    }
    const std::vector<CleverId> ids(wanted.begin(), wanted.end());
    Walk walk{transport_, options_, observe_, collector, kind};
    for (std::size_t from = 0; from < ids.size(); from += max_asked_ids) {
      const auto asked = static_cast<std::int64_t>(std::min(ids.size() - from, max_asked_ids));
      walk.read_pages(ids_query(ids, from), asked, stop);
    }
  }
  Observation out = collector.finish();
  const std::set<std::pair<Kind, CleverId>> wanted(objects.begin(), objects.end());
  for (const auto& [key, version] : out.versions) {
    if (!wanted.contains(key)) refuse_page(key.first, 1, fmt::format("nobody asked for {}", key.second.text()));
  }
  return out;
}

SendOutcome HttpTarget::send_batch(const std::string& idempotency_key, const std::vector<Operation>& operations,
                                   std::stop_token stop) {
  ensure(!operations.empty() && operations.size() <= max_batch, "a batch of no operations, or of too many");
  ensure(!idempotency_key.empty() && idempotency_key.size() <= max_key_bytes,
         "an idempotency key that is empty or too long");
  ensure(names_are_distinct(operations), "two operations of one batch have one name");
  const Request request{.method = Method::post,
                        .url = district_url(options_) + "/batch",
                        .headers = {{"accept", "application/json"},
                                    {"authorization", "Bearer " + options_.token},
                                    {"content-type", "application/json"},
                                    {"idempotency-key", idempotency_key}},
                        .body = encode_batch(operations)};
  reach(Failpoint::before_request);
  const HttpOutcome outcome = transport_.send(request, stop);
  reach(Failpoint::after_answer);
  if (const Response* const response = std::get_if<Response>(&outcome)) return outcome_of(*response, operations);
  const NoAnswer& none = std::get<NoAnswer>(outcome);
  if (none.sent == NoAnswer::Sent::not_sent) return BatchRefused{.status = 0, .code = "not-sent"};
  return BatchUnknown{"Sphero Edu gave no answer to a batch: " + none.what};
}

}  // namespace clever_sync
