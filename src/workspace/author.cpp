#include <algorithm>

#include "workspace/repository_handle.hpp"

namespace clever_sync {

namespace {

std::string cleaned(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [](char c) { return c != '<' && c != '>' && c != '\n' && c != '\r'; });
  return out;
}

}  // namespace

Author configured_author(git_repository* repository) {
  git_signature* raw = nullptr;
  if (git_signature_default(&raw, repository) == 0) {
    const GitSignature signature(raw);
    Author author{.name = cleaned(signature->name), .email = cleaned(signature->email)};
    if (!author.name.empty() && !author.email.empty()) return author;
  }
  return {.name = "clever-sync", .email = "clever-sync@localhost"};
}

std::string Repository::identity() const {
  const Author author = configured_author(handle_->git.get());
  return author.name + " <" + author.email + ">";
}

}  // namespace clever_sync
