#include <re2/re2.h>

#include "rules/condition.hpp"

namespace clever_sync {

namespace {

class Re2Pattern : public Pattern {
 public:
  Re2Pattern(std::string_view text, const re2::RE2::Options& options)
      : expression_(re2::StringPiece(text.data(), text.size()), options) {}
  [[nodiscard]] bool found_in(std::string_view text) const override {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_);
  }
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
