#pragma once
// Bytes as Sphero Edu would send them, and short ways to ids.

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "http/fakes.hpp"
#include "sphero/http_target.hpp"

namespace clever_sync::test {

/// The Clever id that ends with that number.
inline std::string id_text(int number) {
  return fmt::format("{:024x}", number);
}
template <class IdType>
IdType id(int number) {
  return *IdType::parse(id_text(number));
}

inline const DistrictId district = *DistrictId::parse("58da8a43cc70ab00017a1a87");

inline std::string page(const std::string& records, const std::string& next = {}) {
  return "{\"data\":[" + records + "]" + (next.empty() ? "" : ",\"next\":\"" + next + "\"") + "}";
}

inline std::string student(int number, const std::string& more = {}) {
  return fmt::format(R"({{"id":"s-{}","clever_id":"{}","version":{},"managed_by":"clever","archived":false{}}})",
                     number, id_text(number), number + 100, more);
}
inline std::string teacher(int number, const std::string& more = {}) {
  return fmt::format(R"({{"id":"t-{}","clever_id":"{}","version":{},"managed_by":"clever","archived":false{}}})",
                     number, id_text(number), number + 100, more);
}
inline std::string class_(int number, const std::string& more = {}) {
  return fmt::format(R"({{"id":"c-{}","clever_id":"{}","version":{},"managed_by":"clever","archived":false{}}})",
                     number, id_text(number), number + 100, more);
}

/// The collection that a URL names: "teachers", "students", "classes", "batch", or "".
inline std::string collection_in(const std::string& url) {
  const std::string path = url.substr(0, url.find('?'));
  const std::string last = path.substr(path.rfind('/') + 1);
  return last == district.text() ? "" : last;
}

/// A target over scripted answers.
struct Fixture {
  explicit Fixture(ScriptedTransport::Script script) : transport(std::move(script)), target(transport, options(), {}) {}
  static SpheroOptions options() {
    return {.api = "https://edu.example.org/v1/", .token = "s3cret", .district = district};
  }
  ScriptedTransport transport;
  HttpTarget target;
};

/// The sentence of the Error that `act` throws; "" if it throws none of that kind.
template <class Act>
std::string error_of(ErrorKind kind, const Act& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
  }
  return {};
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace clever_sync::test
