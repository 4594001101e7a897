// First line: the file's path, `rules/filters.yaml` or `clever-sync.yaml`. Then its YAML.
#include "fuzz_target.hpp"
#include "rules/config.hpp"
#include "rules/rule_set.hpp"

using namespace clever_sync;

namespace {

void read_config(std::string_view yaml) {
  fuzz::takes([&] {
    const Config config = parse_config(yaml, "clever-sync.yaml");
    const std::string rendered = render_config(config);
    (void)parse_config(rendered, "clever-sync.yaml");
    fuzz::require(render_config(parse_config(rendered, "clever-sync.yaml")) == rendered,
                  "the file that is written of a configuration reads back as that configuration");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [file, yaml] = fuzz::split_first_line(fuzz::text_of(data, size));
  if (file == "clever-sync.yaml") {
    read_config(yaml);
    return 0;
  }
  const std::vector<RuleFile> files{{.file = std::string(file), .text = std::string(yaml)}};
  std::vector<RuleProblem> problems;
  const bool checked = fuzz::takes([&] { problems = check_rules(files); });
  fuzz::require(checked, "check_rules lists mistakes and throws nothing");
  const bool taken = fuzz::takes([&] { (void)parse_rules(files); });
  fuzz::require(taken == problems.empty(), "rules are taken if and only if nothing is wrong with them");
  for (const RuleProblem& problem : problems) {
    fuzz::require(!problem.message.empty() && problem.file == file, "a mistake says what and where it is");
  }
  return 0;
}
