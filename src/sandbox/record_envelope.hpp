#pragma once
// What every record of Clever's API has around it and in it: the envelope, and the moments of its creation and last
// change.

#include <string>
#include <string_view>

#include "sandbox/clever_records.hpp"
#include "sandbox/json_fields.hpp"

namespace clever_sync {

/// `{"data":{"id":…, …},"uri":"/v3.1/<collection>/<id>"}`; `members` writes everything after the id.
template <class IdType, class Members>
void append_enveloped(const IdType& id, std::string_view collection, std::string& out, const Members& members) {
  out.append(R"({"data":)");
  JsonFields fields(out);
  fields.id("id", id);
  members(fields);
  fields.close();
  out.append(R"(,"uri":"/v3.1/)").append(collection).push_back('/');
  id.append_to(out);
  out.append("\"}");
}

/// `created` and `last_modified`.
void add_times(const World& world, const CleverId& id, JsonFields& fields);

}  // namespace clever_sync
