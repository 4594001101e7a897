#include "rules/config.hpp"

#include "base/error.hpp"
#include "catch.hpp"

using namespace clever_sync;

namespace {

const DistrictId mesa = *DistrictId::parse("58da8a43cc70ab00017a1a87");
const std::string smallest =
    "district: {id: 58da8a43cc70ab00017a1a87, time_zone: America/Phoenix}\nsphero_edu: {api: "
    "https://edu.example.org/v1/}\n";

std::string refusal(const std::string& yaml) {
  try {
    parse_config(yaml, "clever-sync.yaml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    return error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("the configuration that init writes reads back", "[config]") {
  const Config config =
      parse_config(render_config(mesa, "Mesa \"Unified\" – №1", "America/Phoenix"), "clever-sync.yaml");
  CHECK(config == default_config(mesa, "Mesa \"Unified\" – №1", "America/Phoenix"));
  CHECK(config.review.removals == PartPolicy::approve);
  CHECK(config.review.additions == PartPolicy::automatic);
}

TEST_CASE("a configuration with every key set reads back", "[config]") {
  Config config = default_config(mesa, "", "UTC");
  config.clever_api = "http://127.0.0.1:8080/v3.1";
  config.clever_oauth = "http://[::1]:8080/oauth/tokens";
  config.sphero_api = "http://localhost:8081";
  config.clever_credentials =
      ClientSource{SecretFromFile{"/run/secrets/client id"}, SecretFromCommand{{"op", "read", "a \"b\""}}};
  config.sphero_token = SecretFromFile{"token"};
  config.apply_seconds = 900;
  config.gate_on_launch_date = false;
  config.review = {.additions = PartPolicy::approve, .removals = PartPolicy::automatic, .approval_hours = 24};
  CHECK(parse_config(render_config(config), "clever-sync.yaml") == config);
}

TEST_CASE("what is left out of the configuration has its default", "[config]") {
  const Config config = parse_config(smallest, "clever-sync.yaml");
  CHECK(config.clever_api == "https://api.clever.com/v3.1");
  CHECK(config.sphero_api == "https://edu.example.org/v1");
  CHECK(config.gate_on_launch_date);
  CHECK(config.apply_seconds == 3600);
  CHECK(config.review.approval_hours == 72);
  CHECK(std::get<SecretSource>(config.clever_credentials) == SecretSource{SecretFromEnvironment{"CLEVER_TOKEN"}});
}

TEST_CASE("the time to write is between a second and a day", "[config]") {
  const auto with = [](const std::string& seconds) {
    return "district: {id: 58da8a43cc70ab00017a1a87, time_zone: America/Phoenix}\nsphero_edu: {api: "
           "https://edu.example.org/v1, apply_seconds: " +
           seconds + "}\n";
  };
  CHECK(parse_config(with("86400"), "clever-sync.yaml").apply_seconds == 86400);
  for (const char* wrong : {"0", "86401", "-5", "1.5", "soon", "\"60\""}) {
    INFO(wrong);
    CHECK(refusal(with(wrong)).starts_with("clever-sync.yaml:2:62: apply_seconds "));
  }
}

TEST_CASE("a configuration without a district, a zone or an address is refused", "[config]") {
  CHECK(refusal("") == "clever-sync.yaml:1:1: district.id is missing");
  CHECK(refusal("district: {id: 58da8a43cc70ab00017a1a87}\nsphero_edu: {api: https://e.org}\n") ==
        "clever-sync.yaml:1:1: district.time_zone is missing");
  CHECK(refusal("district: {id: 58da8a43cc70ab00017a1a87, time_zone: UTC}\n") ==
        "clever-sync.yaml:1:1: sphero_edu.api is missing");
  CHECK(refusal("district: {id: 12, time_zone: UTC}\nsphero_edu: {api: https://e.org}\n").find("a Clever id") !=
        std::string::npos);
  CHECK(refusal("district: {id: 58da8a43cc70ab00017a1a87, time_zone: \"\"}\nsphero_edu: {api: https://e.org}\n")
            .find("must name a zone") != std::string::npos);
}

TEST_CASE("a wrong key of the configuration names the one that was meant", "[config]") {
  CHECK(refusal(smallest + "revew: {}\n") == "clever-sync.yaml:3:1: unknown key \"revew\"; did you mean \"review\"?");
  CHECK(refusal(smallest + "review: {aditions: auto}\n") ==
        "clever-sync.yaml:3:10: unknown key \"aditions\"; did you mean \"additions\"?");
  CHECK(refusal(smallest + "review: {additions: always}\n").find("auto or approve") != std::string::npos);
  CHECK(refusal(smallest + "clever: {gate_on_launch_date: no}\n").find("true or false") != std::string::npos);
}

TEST_CASE("a secret written into the configuration is refused and not repeated", "[config]") {
  const std::string message = refusal(smallest + "clever: {token: db12345secret}\n");
  CHECK(message.find("never the secret itself") != std::string::npos);
  CHECK(message.find("db12345secret") == std::string::npos);
  CHECK(refusal(smallest + "clever: {token: {env: A, file: b}}\n").find("one of env, file and command") !=
        std::string::npos);
  CHECK(refusal(smallest + "clever: {token: {env: A B}}\n").find("environment variable") != std::string::npos);
  CHECK(refusal(smallest + "clever: {token: {command: op read x}}\n").find("command is a list") != std::string::npos);
  CHECK(refusal(smallest + "clever: {token: {env: A}, client: {id: {env: B}, secret: {env: C}}}\n").find("not both") !=
        std::string::npos);
  CHECK(refusal(smallest + "clever: {client: {id: {env: B}}}\n").find("clever.client.secret is missing") !=
        std::string::npos);
}

TEST_CASE("addresses are https, or http on loopback", "[config]") {
  const auto with = [](const std::string& url) {
    return refusal("district: {id: 58da8a43cc70ab00017a1a87, time_zone: UTC}\nsphero_edu: {api: \"" + url + "\"}\n");
  };
  for (const char* good :
       {"https://e.org", "https://e.org:8443/a", "http://127.0.0.1:1", "http://localhost/x", "http://[::1]:9/"})
    CHECK(with(good) == "taken");
  for (const char* bad :
       {"", "e.org", "ftp://e.org", "http://e.org", "http://127.0.0.1.evil.org", "http://localhost@evil.org",
        "https://", "https://u:p@e.org", "https://e.org/?q", "https://e.org/a b", "http://127.0.0.1:x", "https://:443"})
    CHECK(with(bad) != "taken");
}

TEST_CASE("a misspelt key is one mistake, not also a missing one", "[config]") {
  CHECK(refusal("distict: {id: 58da8a43cc70ab00017a1a87, time_zone: UTC}\nsphero_edu: {api: https://e.org}\n") ==
        "clever-sync.yaml:1:1: unknown key \"distict\"; did you mean \"district\"?");
  CHECK(refusal("district: {id: 58da8a43cc70ab00017a1a87, timezone: UTC}\nsphero_edu: {api: https://e.org}\n") ==
        "clever-sync.yaml:1:42: unknown key \"timezone\"; did you mean \"time_zone\"?");
}
