#pragma once
// One request and its answer over libcurl: the handles, the callbacks, and what curl's result codes mean to us. Only
// curl_transport.cpp includes this; nothing outside the folder sees a curl type.

#include <curl/curl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "http/transport.hpp"

namespace clever_sync {

/// Once per process, before the first handle. Throws Error{remote}.
void init_curl();

/// Throws Error{remote} with curl's own text unless it is CURLE_OK.
void check_curl(CURLcode code, const char* doing);

/// The header lines of a request.
class HeaderList {
 public:
  void append(const std::string& line);
  [[nodiscard]] curl_slist* get() const noexcept { return list_.get(); }

 private:
  struct Free {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };
  std::unique_ptr<curl_slist, Free> list_;
};

/// An easy handle and a multi handle of its own: the multi handle keeps the connections, and another thread can wake
/// it, which is how an interrupt ends a request at once and not with curl's next look at its progress callback. Used by
/// one thread at a time.
class CurlChannel {
 public:
  CurlChannel();
  template <class Value>
  void set(CURLoption option, Value value) {
    check_curl(curl_easy_setopt(easy_.get(), option, value), "set an option");
  }
  /// Forgets all options, and with them pointers into the request; connections stay open.
  void reset() noexcept { curl_easy_reset(easy_.get()); }
  [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }
  [[nodiscard]] CURLM* multi() const noexcept { return multi_.get(); }
  /// The size of the last body that came through here: the next one is likely as large, and grows into its place
  /// without being copied on the way.
  std::size_t last_body_bytes = 0;

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  };
  struct FreeMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
  };
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::unique_ptr<CURL, FreeEasy> easy_;  // destroyed first, as curl wants it
};

/// What comes back for one request, collected by curl's callbacks.
class CurlExchange {
 public:
  CurlExchange(CurlChannel& channel, std::uint64_t max_body_bytes);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  /// Runs the transfer to its end, or to the interrupt: CURLE_ABORTED_BY_CALLBACK.
  CURLcode perform(const std::stop_token& stop);
  /// The outcome that the code stands for. Call once, after perform.
  HttpOutcome finish(CURLcode code);

 private:
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  void add_header_line(std::string_view line);
  [[nodiscard]] NoAnswer no_answer(CURLcode code) const;

  CurlChannel& channel_;
  std::uint64_t max_body_bytes_;
  Response response_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

}  // namespace clever_sync
