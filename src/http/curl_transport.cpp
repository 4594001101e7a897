#include "http/curl_transport.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "base/error.hpp"
#include "http/curl_exchange.hpp"
#include "http/url.hpp"

namespace clever_sync {

/// A stack: the channel used last has the connection that is most likely still open.
struct CurlTransport::Handles {
  std::mutex mutex;
  std::vector<std::unique_ptr<CurlChannel>> idle;

  std::unique_ptr<CurlChannel> take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<CurlChannel>();
    std::unique_ptr<CurlChannel> channel = std::move(idle.back());
    idle.pop_back();
    return channel;
  }

  void give_back(std::unique_ptr<CurlChannel> channel) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(channel));
  }
};

namespace {

/// The scheme that may be spoken to that URL. Throws Error{usage} if it may not be asked at all.
std::string allowed_scheme(std::string_view url) {
  const std::optional<UrlAuthority> authority = parse_authority(url);
  if (!authority) {
    // Not printed: what is no URL may hold a password before an @.
    throw Error(ErrorKind::usage, "an address to ask is no https URL: check the `api` addresses in clever-sync.yaml");
  }
  if (authority->scheme == "http" && !is_loopback_host(authority->host)) {
    throw Error(ErrorKind::usage, fmt::format("refused to ask {} without TLS: use https (plain http is for loopback "
                                              "addresses only)",
                                              url_origin(url)));
  }
  return authority->scheme;
}

void set_limits(CurlChannel& channel, const CurlOptions& options) {
  channel.set(CURLOPT_NOSIGNAL, 1L);
  channel.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  channel.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  channel.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout.count()));
  channel.set(CURLOPT_TIMEOUT, static_cast<long>(options.total_timeout.count()));
#if LIBCURL_VERSION_NUM >= 0x075700
  // Else an interrupted request waits for the resolver's thread, which can take as long as its own time-outs.
  channel.set(CURLOPT_QUICK_EXIT, 1L);
#endif
}

void set_security(CurlChannel& channel, const CurlOptions& options, const std::string& url, const std::string& scheme) {
  // No redirect is followed, so no setting for redirects can be forgotten, and no header travels to another host.
  channel.set(CURLOPT_FOLLOWLOCATION, 0L);
  channel.set(CURLOPT_PROTOCOLS_STR, scheme.c_str());
  channel.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  channel.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  channel.set(CURLOPT_SSL_VERIFYPEER, 1L);
  channel.set(CURLOPT_SSL_VERIFYHOST, 2L);
  channel.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options.ca_file.empty()) channel.set(CURLOPT_CAINFO, options.ca_file.c_str());
  // A proxy's loopback is another machine, and it would read the token of a plain http request.
  if (is_loopback_url(url)) channel.set(CURLOPT_PROXY, "");
}

HeaderList header_list(const Request& request) {
  HeaderList list;
  for (const auto& [name, value] : request.headers) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::ranges::any_of(value, is_control)) {
      throw Error(
          ErrorKind::configuration,
          fmt::format("the request header `{}` holds a line break or another control character: check where its "
                      "value comes from",
                      name));
    }
    // curl takes `name:` as an order to leave the field out, and `name;` as an empty field.
    list.append(value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  }
  list.append("Expect:");  // else a large POST waits a second for a "100 Continue" that most servers never send
  return list;
}

void set_request(CurlChannel& channel, const CurlOptions& options, const Request& request, const HeaderList& headers) {
  channel.set(CURLOPT_URL, request.url.c_str());
  channel.set(CURLOPT_USERAGENT, options.user_agent.c_str());
  channel.set(CURLOPT_HTTPHEADER, headers.get());
  channel.set(CURLOPT_ACCEPT_ENCODING, "gzip");
  // curl's own 16 KiB cost a third more CPU time for a page of ten megabytes that is not compressed.
  constexpr long receive_bytes = 512L << 10U;
  channel.set(CURLOPT_BUFFERSIZE, receive_bytes);
  if (request.method == Method::post) {
    channel.set(CURLOPT_POST, 1L);
    channel.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    channel.set(CURLOPT_POSTFIELDS, request.body.data());
    // curl itself sends a request again when a kept connection turns out to be dead, even a POST, though the server may
    // have acted before it died. Not on a new connection.
    channel.set(CURLOPT_FRESH_CONNECT, 1L);
  }
}

/// What no server and no other try can change.
void throw_if_misconfigured(CURLcode code, const CurlOptions& options) {
  if (code == CURLE_SSL_CACERT_BADFILE) {
    throw Error(ErrorKind::configuration,
                fmt::format("the file of trusted certificates ({}) can't be read: check the path and its format",
                            options.ca_file.empty() ? "the system's" : options.ca_file));
  }
  if (code == CURLE_URL_MALFORMAT) {
    throw Error(ErrorKind::usage,
                "the HTTP library can't ask one of the `api` addresses in clever-sync.yaml: check them");
  }
}

}  // namespace

CurlTransport::CurlTransport(CurlOptions options)
    : options_(std::move(options)), handles_(std::make_unique<Handles>()) {
  init_curl();
}

CurlTransport::~CurlTransport() = default;

HttpOutcome CurlTransport::send(const Request& request, std::stop_token stop) {
  const std::string scheme = allowed_scheme(request.url);
  const HeaderList headers = header_list(request);
  if (stop.stop_requested()) return NoAnswer{NoAnswer::Sent::not_sent, NoAnswer::Why::interrupted, "interrupted"};

  std::unique_ptr<CurlChannel> channel = handles_->take();
  set_limits(*channel, options_);
  set_security(*channel, options_, request.url, scheme);
  set_request(*channel, options_, request, headers);
  CurlExchange exchange(*channel, options_.max_body_bytes);
  // Of a POST that is broken off nobody knows whether the server acted, so one that has begun is finished.
  const CURLcode code = exchange.perform(request.method == Method::post ? std::stop_token{} : stop);
  throw_if_misconfigured(code, options_);
  HttpOutcome outcome = exchange.finish(code);
  channel->reset();
  handles_->give_back(std::move(channel));
  return outcome;
}

}  // namespace clever_sync
