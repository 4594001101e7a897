#include <fmt/core.h>

#include "base/error.hpp"
#include "rules/config.hpp"

namespace clever_sync {

namespace {

/// The text in YAML's double quotes, so that nothing in it is YAML.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += ' ';  // a line break or an escape has no place in a name, and the reader would refuse it
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string secret_text(const SecretSource& source) {
  return std::visit(overloaded{[](const SecretFromEnvironment& s) { return fmt::format("{{env: {}}}", s.name); },
                               [](const SecretFromFile& s) { return fmt::format("{{file: {}}}", quoted(s.path)); },
                               [](const SecretFromCommand& s) {
                                 std::string list;
                                 for (const std::string& word : s.argv)
                                   list += (list.empty() ? "" : ", ") + quoted(word);
                                 return fmt::format("{{command: [{}]}}", list);
                               }},
                    source);
}

std::string credentials_text(const std::variant<SecretSource, ClientSource>& credentials) {
  return std::visit(
      overloaded{[](const SecretSource& token) {
                   return fmt::format(
                       "  token: {}\n"
                       "  # client: {{id: {{env: CLEVER_CLIENT_ID}}, secret: {{env: CLEVER_CLIENT_SECRET}}}}\n",
                       secret_text(token));
                 },
                 [](const ClientSource& client) {
                   return fmt::format("  client: {{id: {}, secret: {}}}\n", secret_text(client.id),
                                      secret_text(client.secret));
                 }},
      credentials);
}

std::string_view policy_text(PartPolicy policy) {
  return policy == PartPolicy::automatic ? "auto" : "approve";
}

}  // namespace

Config default_config(const DistrictId& district, std::string_view name, std::string_view time_zone) {
  return {.district = district,
          .district_name = std::string(name),
          .time_zone = std::string(time_zone),
          .clever_api = "https://api.clever.com/v3.1",
          .clever_oauth = "https://clever.com/oauth/tokens",
          .clever_credentials = SecretSource{SecretFromEnvironment{"CLEVER_TOKEN"}},
          .gate_on_launch_date = true,
          .sphero_api = "https://edu.example.org/roster/v1",
          .sphero_token = SecretFromEnvironment{"SPHERO_EDU_TOKEN"},
          .apply_seconds = Config{}.apply_seconds,
          .review = {}};
}

std::string render_config(const DistrictId& district, std::string_view name, std::string_view time_zone) {
  return render_config(default_config(district, name, time_zone));
}

std::string render_config(const Config& config) {
  std::string out =
      "# yaml-language-server: $schema=docs/schemas/clever-sync.schema.json\n"
      "# Whom this workspace syncs, from where to where, and who has to agree. Committed, like everything here.\n"
      "version: 1\n\n";
  out += fmt::format(
      "district:\n"
      "  id: {}   # the district's id in Clever\n"
      "  name: {}\n"
      "  time_zone: {}   # the night's date, terms and the launch date are days in this zone\n\n",
      config.district.text(), quoted(config.district_name), quoted(config.time_zone));
  out += fmt::format(
      "clever:\n"
      "  api: {}\n"
      "  oauth: {}\n"
      "  # Where the secret is, never the secret itself: {{env: NAME}}, {{file: PATH}} or {{command: [PROGRAM, "
      "ARGUMENT]}}.\n"
      "  # Instead of a token, the app's client id and secret: the district's token is then looked up in every run.\n"
      "{}"
      "  gate_on_launch_date: {}   # nothing is applied before the launch date that the district has in Clever\n\n",
      config.clever_api, config.clever_oauth, credentials_text(config.clever_credentials), config.gate_on_launch_date);
  out += fmt::format(
      "sphero_edu:\n"
      "  api: {}   # the address that Sphero gave you\n"
      "  token: {}\n"
      "  apply_seconds: {}   # how long a run may write; what is left then is for the next run (exit 6)\n\n",
      config.sphero_api, secret_text(config.sphero_token), config.apply_seconds);
  out += fmt::format(
      "# auto: applied when no guardrail holds it. approve: a person approves it first. What a guardrail holds always\n"
      "# needs a person. Additions let people in; removals archive or take out of classes.\n"
      "review:\n"
      "  additions: {}\n"
      "  removals: {}\n"
      "  approval_hours: {}   # an approval stands this long\n",
      policy_text(config.review.additions), policy_text(config.review.removals), config.review.approval_hours);
  return out;
}

}  // namespace clever_sync
