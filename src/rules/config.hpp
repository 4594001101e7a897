#pragma once
// clever-sync.yaml: whom this workspace syncs, from where to where, how secrets are found, and the review policy.
// Secrets themselves are never here: a SecretSource says where to look, and cli looks there at run time.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "roster/ids.hpp"

namespace clever_sync {

struct SecretFromEnvironment {
  std::string name;
  friend bool operator==(const SecretFromEnvironment&, const SecretFromEnvironment&) = default;
};
struct SecretFromFile {
  std::string path;
  friend bool operator==(const SecretFromFile&, const SecretFromFile&) = default;
};
struct SecretFromCommand {
  std::vector<std::string> argv;
  friend bool operator==(const SecretFromCommand&, const SecretFromCommand&) = default;
};
using SecretSource = std::variant<SecretFromEnvironment, SecretFromFile, SecretFromCommand>;

struct ClientSource {
  SecretSource id, secret;
  friend bool operator==(const ClientSource&, const ClientSource&) = default;
};

enum class PartPolicy { automatic, approve };  // written auto, approve

struct ReviewPolicy {
  PartPolicy additions = PartPolicy::automatic;
  PartPolicy removals = PartPolicy::approve;
  int approval_hours = 72;
  friend bool operator==(const ReviewPolicy&, const ReviewPolicy&) = default;
};

struct Config {
  DistrictId district;
  std::string district_name;
  std::string time_zone;
  std::string clever_api, clever_oauth;
  std::variant<SecretSource, ClientSource> clever_credentials;
  bool gate_on_launch_date = true;
  std::string sphero_api;
  SecretSource sphero_token;
  /// How long a run may write to Sphero Edu; what is left then is for the next run.
  int apply_seconds = 3600;
  ReviewPolicy review;
  friend bool operator==(const Config&, const Config&) = default;
};

/// Strict: unknown and duplicate keys, wrong types and values, and YAML's traps are refused. Throws
/// Error{configuration} with `file:line:column: …` and the key that was probably meant.
Config parse_config(std::string_view yaml, std::string_view file);

/// What a configuration that says only whom it is for would be; its Sphero Edu address is an example, since Sphero
/// publishes none.
Config default_config(const DistrictId& district, std::string_view name, std::string_view time_zone);

/// The commented file of a configuration: parse_config reads the same configuration back (a control character in the
/// district's name becomes a space).
std::string render_config(const Config& config);
/// The commented file that `init` writes.
std::string render_config(const DistrictId& district, std::string_view name, std::string_view time_zone);

}  // namespace clever_sync
