#include "http/curl_exchange.hpp"

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

// Not all versions of curl have a limit of their own for all lines together (later ones 300 KB).
constexpr std::size_t max_header_bytes = std::size_t{256} << 10U;
constexpr std::size_t max_error_code_points = 200;

void check_multi(CURLMcode code, const char* doing) {
  if (code == CURLM_OK) return;
  throw Error(ErrorKind::remote, fmt::format("the HTTP library could not {}: {}", doing, curl_multi_strerror(code)));
}

NoAnswer::Why why_of(CURLcode code) {
  using enum NoAnswer::Why;
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return interrupted;
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CLIENTCERT:
      return tls;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    // A handshake that broke off: mostly a connection that was reset, so trying again can help.
    case CURLE_SSL_CONNECT_ERROR:
      return unreachable;
    default:
      return cut_off;
  }
}

/// True for failures that come before the first byte of a request, whatever curl counted as sent (to a proxy, say).
bool fails_before_sending(CURLcode code) {
  return why_of(code) == NoAnswer::Why::tls || code == CURLE_COULDNT_RESOLVE_PROXY ||
         code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT || code == CURLE_PROXY;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t start = text.find_first_not_of(blanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

}  // namespace

void init_curl() {
  // Never undone: other transports may follow, and the process ends soon.
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  check_curl(code, "start");
}

void check_curl(CURLcode code, const char* doing) {
  if (code == CURLE_OK) return;
  throw Error(ErrorKind::remote, fmt::format("the HTTP library could not {}: {}", doing, curl_easy_strerror(code)));
}

void HeaderList::append(const std::string& line) {
  curl_slist* const longer = curl_slist_append(list_.get(), line.c_str());
  if (longer == nullptr) check_curl(CURLE_OUT_OF_MEMORY, "take a header");
  if (!list_) list_.reset(longer);  // else the first node stays the first
}

CurlChannel::CurlChannel() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
  if (!multi_ || !easy_) check_curl(CURLE_FAILED_INIT, "make a handle");
}

CurlExchange::CurlExchange(CurlChannel& channel, std::uint64_t max_body_bytes)
    : channel_(channel), max_body_bytes_(max_body_bytes) {
  channel.set(CURLOPT_ERRORBUFFER, error_.data());
  channel.set(CURLOPT_WRITEFUNCTION, &CurlExchange::take_body);
  channel.set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  channel.set(CURLOPT_HEADERFUNCTION, &CurlExchange::take_header);
  channel.set(CURLOPT_HEADERDATA, static_cast<void*>(this));
}

// Both callbacks are noexcept, since nothing may be thrown through curl: without memory the process ends here.

std::size_t CurlExchange::take_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& exchange = *static_cast<CurlExchange*>(self);
  const std::size_t bytes = size * count;
  // What arrives here is decompressed already, so a small answer that unpacks to gigabytes ends here too.
  if (exchange.response_.body.size() + bytes > exchange.max_body_bytes_) {
    exchange.too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  std::string& body = exchange.response_.body;
  if (body.empty()) body.reserve(exchange.channel_.last_body_bytes + exchange.channel_.last_body_bytes / 16);
  body.append(data, bytes);
  return bytes;
}

std::size_t CurlExchange::take_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& exchange = *static_cast<CurlExchange*>(self);
  const std::size_t bytes = size * count;
  exchange.header_bytes_ += bytes;
  if (exchange.header_bytes_ > max_header_bytes) {
    exchange.too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  exchange.add_header_line({data, bytes});
  return bytes;
}

void CurlExchange::add_header_line(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // another head: what came before was a 1xx
    response_.headers.clear();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  std::string name(line.substr(0, colon));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  // Several lines of one name are one list. Source: RFC 9110, section 5.3.
  const auto [at, is_new] = response_.headers.try_emplace(std::move(name), value);
  if (!is_new) at->second.append(", ").append(value);
}

CURLcode CurlExchange::perform(const std::stop_token& stop) {
  CURLM* const multi = channel_.multi();
  CURL* const easy = channel_.easy();
  check_multi(curl_multi_add_handle(multi, easy), "start a request");
  const auto remove = [multi](CURL* added) { curl_multi_remove_handle(multi, added); };
  const std::unique_ptr<CURL, decltype(remove)> added(easy, remove);
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });

  for (int running = 1; running > 0;) {
    check_multi(curl_multi_perform(multi, &running), "go on with a request");
    if (running == 0) break;
    if (stop.stop_requested()) return CURLE_ABORTED_BY_CALLBACK;
    constexpr int longest_poll_ms = 1'000;
    check_multi(curl_multi_poll(multi, nullptr, 0, longest_poll_ms, nullptr), "wait for an answer");
  }
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  if (message == nullptr || message->msg != CURLMSG_DONE) unreachable("a request that curl ended without a result");
  return message->data.result;
}

HttpOutcome CurlExchange::finish(CURLcode code) {
  if (code != CURLE_OK) return no_answer(code);
  long status = 0;
  check_curl(curl_easy_getinfo(channel_.easy(), CURLINFO_RESPONSE_CODE, &status), "tell the status");
  response_.status = static_cast<int>(status);
  channel_.last_body_bytes = response_.body.size();
  return std::move(response_);
}

NoAnswer CurlExchange::no_answer(CURLcode code) const {
  long request_bytes = 0;
  long proxy_status = 0;
  check_curl(curl_easy_getinfo(channel_.easy(), CURLINFO_REQUEST_SIZE, &request_bytes), "tell what was sent");
  check_curl(curl_easy_getinfo(channel_.easy(), CURLINFO_HTTP_CONNECTCODE, &proxy_status), "tell the proxy's status");
  if (proxy_status != 0 && proxy_status / 100 != 2) {
    return {NoAnswer::Sent::not_sent, NoAnswer::Why::unreachable,
            fmt::format("the proxy refused with {}", proxy_status)};
  }
  const bool nothing_sent = request_bytes == 0 || fails_before_sending(code);
  const NoAnswer::Sent sent = nothing_sent ? NoAnswer::Sent::not_sent : NoAnswer::Sent::maybe_sent;
  if (too_large_) return {sent, NoAnswer::Why::too_large, "the answer is larger than any that is expected"};
  if (code == CURLE_ABORTED_BY_CALLBACK) return {sent, NoAnswer::Why::interrupted, "interrupted"};
  // Our callback takes all that fits, so it is curl that could not pass on what it unpacked: bytes behind gzip's end.
  if (code == CURLE_WRITE_ERROR || code == CURLE_BAD_CONTENT_ENCODING)
    return {sent, NoAnswer::Why::cut_off, "the compressed answer is damaged"};
  const std::string_view detail = error_.front() != '\0' ? error_.data() : curl_easy_strerror(code);
  return {sent, why_of(code), printable(trimmed(detail), max_error_code_points)};
}

}  // namespace clever_sync
