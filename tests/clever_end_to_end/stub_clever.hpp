#pragma once
// A Clever that a test writes itself, over real HTTP: for what the sandbox does not do, such as several districts, a
// token that is replaced, or a redirect to another host.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "http/local_server.hpp"

namespace end_to_end {

struct StubRequest {
  std::string target;  // path and query, as they came
  std::string authorization;
  std::string accepted_encoding;
};

struct StubAnswer {
  int status = 200;
  std::string body;
  std::multimap<std::string, std::string> headers = {};
};

class StubClever {
 public:
  using Handler = std::function<StubAnswer(const StubRequest&)>;
  explicit StubClever(Handler handler);

  [[nodiscard]] std::string api() const { return server_.url("/v3.1"); }
  [[nodiscard]] std::string oauth() const { return server_.url("/oauth/tokens"); }
  /// Every request so far, in the order of arrival.
  [[nodiscard]] std::vector<StubRequest> requests() const;
  [[nodiscard]] std::size_t requests_to(const std::string& part_of_target) const;

 private:
  Handler handler_;
  mutable std::mutex mutex_;
  std::vector<StubRequest> requests_;
  clever_sync::test::LocalServer<> server_;  // the last, so that it stops before what it uses goes
};

/// Answers the district whose records are those of clever/fake_clever.hpp, a page for each collection.
StubAnswer small_district(const StubRequest& request);
/// A token list with one entry.
std::string token_list(const std::string& district, const std::string& token);

}  // namespace end_to_end
