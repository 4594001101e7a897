#include "rules/config.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "rules/known_keys.hpp"
#include "rules/yaml_values.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view schema = "clever-sync";
constexpr int longest_approval_hours = 24 * 365;
constexpr int longest_apply_seconds = 24 * 3600;

bool is_loopback(std::string_view host) {
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

/// Why the text is no address for a request that carries a secret; "" if it is one.
std::string_view why_no_address(std::string_view url) {
  constexpr std::string_view secure = "https://", plain = "http://";
  const bool is_secure = url.starts_with(secure);
  if (!is_secure && !url.starts_with(plain)) return "must begin with https://";
  const std::string_view rest = url.substr(is_secure ? secure.size() : plain.size());
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '?' || c == '#' || c == '"' || c == '\\';
  };
  if (std::any_of(url.begin(), url.end(), bad)) return "must have no white space, quote, ? or #";
  if (authority.find('@') != std::string_view::npos) return "must not hold a user name or a secret; use token";
  const std::size_t colon = authority.starts_with('[') ? authority.find(':', authority.find(']')) : authority.find(':');
  const std::string_view host = authority.substr(0, colon);
  if (host.empty()) return "must name a host";
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    const bool number = !port.empty() && port.size() <= 5 &&
                        std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number) return "has a port that is no number";
  }
  if (!is_secure && !is_loopback(host))
    return "must begin with https:// (http:// is for 127.0.0.1, localhost and [::1])";
  return "";
}

class ConfigReader {
 public:
  ConfigReader(const YamlNode& root, Mistakes& mistakes) : root_(root), mistakes_(mistakes) {}

  Config read() {
    Config config;
    const YamlNode& top = checked_map(&root_, "");
    if (const YamlEntry* version = top.find("version")) read_int(version->value, "version", 1, 1, mistakes_);
    read_district(section("district"), config);
    read_clever(section("clever"), config);
    read_sphero(section("sphero_edu"), config);
    read_review(section("review"), config);
    return config;
  }

 private:
  /// The map at a top-level key, its keys checked; an empty map when it is missing.
  const YamlNode& section(std::string_view key) {
    const YamlEntry* entry = root_.find(key);
    return checked_map(entry == nullptr ? nullptr : &entry->value, key);
  }
  const YamlNode& checked_map(const YamlNode* node, std::string_view path) {
    if (node == nullptr || !expect_map(*node, path.empty() ? "the file" : path, mistakes_)) return nothing_;
    misspelt_ = !check_keys(*node, keys_of(schema, path), mistakes_) || misspelt_;
    return *node;
  }

  void read_district(const YamlNode& node, Config& config) {
    if (const YamlNode* id = required(node, "district", "id"))
      if (const auto parsed = read_id(*id, "district.id", mistakes_)) config.district = parsed->as<DistrictTag>();
    config.district_name = text_or(node, "name", "");
    if (const YamlNode* zone = required(node, "district", "time_zone")) {
      config.time_zone = read_text(*zone, "time_zone", mistakes_).value_or("");
      if (zone->type == YamlNode::Type::scalar && zone->text.empty())
        mistakes_.add(*zone, "time_zone must name a zone, such as America/Phoenix");
    }
  }

  void read_clever(const YamlNode& node, Config& config) {
    config.clever_api = address(node, "api", "https://api.clever.com/v3.1");
    config.clever_oauth = address(node, "oauth", "https://clever.com/oauth/tokens");
    const YamlEntry* token = node.find("token");
    const YamlEntry* client = node.find("client");
    config.clever_credentials = SecretSource{SecretFromEnvironment{"CLEVER_TOKEN"}};
    if (token != nullptr && client != nullptr) mistakes_.add(*client, "clever has a token or a client, not both");
    if (token != nullptr) config.clever_credentials = secret(token->value, "clever.token");
    if (client != nullptr) config.clever_credentials = read_client(client->value);
    if (const YamlEntry* gate = node.find("gate_on_launch_date"))
      config.gate_on_launch_date = read_bool(gate->value, "gate_on_launch_date", mistakes_).value_or(true);
  }

  ClientSource read_client(const YamlNode& node) {
    ClientSource source;
    if (!expect_map(node, "clever.client", mistakes_)) return source;
    misspelt_ = !check_keys(node, keys_of(schema, "clever.client"), mistakes_) || misspelt_;
    if (const YamlNode* id = required(node, "clever.client", "id")) source.id = secret(*id, "clever.client.id");
    if (const YamlNode* word = required(node, "clever.client", "secret"))
      source.secret = secret(*word, "clever.client.secret");
    return source;
  }

  void read_sphero(const YamlNode& node, Config& config) {
    if (required(node, "sphero_edu", "api") != nullptr) config.sphero_api = address(node, "api", "");
    config.sphero_token = SecretFromEnvironment{"SPHERO_EDU_TOKEN"};
    if (const YamlEntry* token = node.find("token")) config.sphero_token = secret(token->value, "sphero_edu.token");
    if (const YamlEntry* seconds = node.find("apply_seconds"))
      config.apply_seconds = read_int(seconds->value, "apply_seconds", 1, longest_apply_seconds, mistakes_).value_or(1);
  }

  void read_review(const YamlNode& node, Config& config) {
    constexpr std::array<std::string_view, 2> policies{"auto", "approve"};
    for (const auto& [key, policy] :
         {std::pair{"additions", &config.review.additions}, {"removals", &config.review.removals}})
      if (const YamlEntry* entry = node.find(key))
        *policy =
            read_choice(entry->value, key, policies, mistakes_) == 0U ? PartPolicy::automatic : PartPolicy::approve;
    if (const YamlEntry* hours = node.find("approval_hours"))
      config.review.approval_hours =
          read_int(hours->value, "approval_hours", 1, longest_approval_hours, mistakes_).value_or(1);
  }

  const YamlNode* required(const YamlNode& node, std::string_view section, std::string_view key) {
    const YamlEntry* entry = node.find(key);
    if (entry != nullptr) return &entry->value;
    if (misspelt_) return nullptr;  // it is probably there, under the wrong key
    const YamlEntry* above = root_.find(section);
    const YamlNode& place = &node == &nothing_ ? root_ : node;
    mistakes_.add(above == nullptr ? place.line : above->line, above == nullptr ? place.column : above->column,
                  fmt::format("{}.{} is missing", section, key));
    return nullptr;
  }

  std::string text_or(const YamlNode& node, std::string_view key, std::string_view otherwise) {
    const YamlEntry* entry = node.find(key);
    if (entry == nullptr) return std::string(otherwise);
    return read_text(entry->value, key, mistakes_).value_or("");
  }

  /// An address without the slash at its end, so that paths can be put behind it.
  std::string address(const YamlNode& node, std::string_view key, std::string_view otherwise) {
    std::string url = text_or(node, key, otherwise);
    while (url.ends_with('/') && !url.ends_with("//")) url.pop_back();
    const YamlEntry* entry = node.find(key);
    if (entry != nullptr && entry->value.type == YamlNode::Type::scalar)
      if (const std::string_view why = why_no_address(url); !why.empty())
        mistakes_.add(entry->value, fmt::format("{} {}", key, why));
    return url;
  }

  /// Where a secret is found. What stands there instead is never repeated in a message: it may be the secret.
  SecretSource secret(const YamlNode& node, std::string_view name) {
    if (node.type != YamlNode::Type::map) {
      mistakes_.add(node, fmt::format("{} says where the secret is, never the secret itself: {}", name,
                                      "{env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT]}"));
      return SecretFromEnvironment{};
    }
    check_keys(node, keys_of(schema, "#secret"), mistakes_);
    if (node.entries.size() != 1) mistakes_.add(node, fmt::format("{} has one of env, file and command", name));
    if (const YamlEntry* variable = node.find("env")) return SecretFromEnvironment{environment_name(variable->value)};
    if (const YamlEntry* command = node.find("command")) return SecretFromCommand{read_command(command->value)};
    const YamlEntry* file = node.find("file");
    if (file == nullptr) return SecretFromEnvironment{};
    std::string path = read_text(file->value, "file", mistakes_).value_or("");
    if (file->value.type == YamlNode::Type::scalar && path.empty()) mistakes_.add(file->value, "file must be a path");
    return SecretFromFile{std::move(path)};
  }

  std::string environment_name(const YamlNode& node) {
    std::string name = read_text(node, "env", mistakes_).value_or("");
    const auto good = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (node.type == YamlNode::Type::scalar && (name.empty() || !std::all_of(name.begin(), name.end(), good)))
      mistakes_.add(node, "env must be the name of an environment variable");
    return name;
  }

  std::vector<std::string> read_command(const YamlNode& node) {
    if (node.type == YamlNode::Type::list)
      if (auto argv = read_texts(node, "command", mistakes_)) return *std::move(argv);
    if (node.type != YamlNode::Type::list)
      mistakes_.add(node, "command is a list, the program first: [op, read, …]; there is no shell");
    return {};
  }

  const YamlNode& root_;
  Mistakes& mistakes_;
  const YamlNode nothing_{};
  bool misspelt_ = false;
};

}  // namespace

Config parse_config(std::string_view yaml, std::string_view file) {
  Mistakes mistakes{std::string(file)};
  const auto parsed = parse_yaml(yaml);
  Config config;
  if (const auto* error = std::get_if<YamlError>(&parsed)) {
    mistakes.add(error->line, error->column, error->what);
  } else {
    config = ConfigReader(std::get<YamlNode>(parsed), mistakes).read();
  }
  if (mistakes.problems().empty()) return config;
  const auto first = std::min_element(mistakes.problems().begin(), mistakes.problems().end());
  throw Error(ErrorKind::configuration, render_problem(*first));
}

}  // namespace clever_sync
