#include "end_to_end/answers.hpp"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace end_to_end {

std::string masked(std::string answer) {
  static const std::vector<std::pair<std::regex, std::string>> masks{
      {std::regex("[0-9a-f]{64}"), "[digest]"},
      {std::regex("jsonl:[0-9]+"), "jsonl:[line]"},
      {std::regex("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}-[0-9]+"), "[request]"},
      {std::regex("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}"), "[run]"},
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"), "[time]"},
      {std::regex("commit [0-9a-f]{12}"), "commit [commit]"},
      {std::regex("plan [0-9a-f]{12}"), "plan [plan]"},
      {std::regex("plan.json [0-9a-f]{12}"), "plan.json [plan]"},
      {std::regex("--plan [0-9a-f]{12}"), "--plan [plan]"},
      {std::regex("http://127.0.0.1:[0-9]+"), "http://127.0.0.1:[port]"},
      {std::regex("read [0-9]+ hours? ago"), "read [hours] ago"}};
  for (const auto& [mask, word] : masks) answer = std::regex_replace(answer, mask, word);
  return answer;
}

void check_answer(const std::string& name, const std::string& answer) {
  const std::string path = std::string(GOLDEN_ANSWERS) + "/" + name + ".txt";
  const std::string told = masked(answer);
  if (const char* const update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1")
    std::ofstream(path, std::ios::binary) << told;
  std::ifstream file(path, std::ios::binary);
  INFO("UPDATE_GOLDEN=1 writes " << path);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(told == text.str());
}

}  // namespace end_to_end
