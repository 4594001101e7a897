#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "rules/condition.hpp"

namespace clever_sync {

namespace {

/// What stands for itself in a pattern, wherever it is.
bool is_literal(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '@' ||
         c == '-' || c == '_';
}

/// The text with which a pattern begins, as every match does; "" if none can be told: cautiously so, since an
/// alternative or a flag may stand anywhere, and the last character may be one that repeats no times at all.
std::string_view literal_start(std::string_view pattern) {
  if (pattern.find('|') != std::string_view::npos) return {};
  const std::string_view behind = pattern.substr(pattern.starts_with('^') ? 1 : 0);
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(behind, is_literal) - behind.begin());
  const bool repeats = end < behind.size() && (behind[end] == '*' || behind[end] == '?' || behind[end] == '{');
  return behind.substr(0, repeats && end > 0 ? end - 1 : end);
}

class Re2Pattern : public Pattern {
 public:
  Re2Pattern(std::string_view text, const re2::RE2::Options& options)
      : expression_(re2::StringPiece(text.data(), text.size()), options),
        start_(literal_start(expression_.pattern())),
        anchored_(expression_.pattern().starts_with('^')) {}
  /// Nearly no text of a district has what a rule looks for, and a search for plain bytes says so at a tenth of the
  /// cost.
  [[nodiscard]] bool found_in(std::string_view text) const override {
    if (anchored_ ? !text.starts_with(start_) : text.find(start_) == std::string_view::npos) return false;
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_);
  }
  [[nodiscard]] std::optional<char> first_byte() const override {
    return anchored_ && !start_.empty() ? std::optional(start_.front()) : std::nullopt;
  }
  [[nodiscard]] const re2::RE2& expression() const { return expression_; }

 private:
  re2::RE2 expression_;
  std::string start_;
  bool anchored_;
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
