#include <re2/re2.h>

#include "rules/condition.hpp"

namespace clever_sync {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Cautious: an alternative, a flag before the letter, or a letter that may repeat no times at all shows nothing.
std::optional<char> first_byte_of(std::string_view pattern) {
  if (pattern.size() < 2 || pattern[0] != '^' || !is_letter_or_digit(pattern[1])) return std::nullopt;
  if (pattern.find('|') != std::string_view::npos) return std::nullopt;
  const char next = pattern.size() > 2 ? pattern[2] : '\0';
  if (next == '*' || next == '?' || next == '{') return std::nullopt;
  return pattern[1];
}

class Re2Pattern : public Pattern {
 public:
  Re2Pattern(std::string_view text, const re2::RE2::Options& options)
      : expression_(re2::StringPiece(text.data(), text.size()), options) {}
  [[nodiscard]] bool found_in(std::string_view text) const override {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_);
  }
  [[nodiscard]] std::optional<char> first_byte() const override { return first_byte_of(expression_.pattern()); }
  [[nodiscard]] const re2::RE2& expression() const { return expression_; }

 private:
  re2::RE2 expression_;
};

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string_view text, std::string& error) {
  re2::RE2::Options options(re2::RE2::Quiet);  // else RE2 writes its complaints to stderr
  options.set_max_mem(std::int64_t{8} << 20);
  auto pattern = std::make_shared<const Re2Pattern>(text, options);
  if (pattern->expression().ok()) return pattern;
  error = pattern->expression().error();
  return nullptr;
}

}  // namespace clever_sync
