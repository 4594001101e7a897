#pragma once
// A plan for a reader: text for a terminal, Markdown for a pull request, one HTML page for a browser. Free text from the
// district can't become markup, a terminal escape, a link or a formula in any of them. Pure; docs/formats.md shows each.

#include <map>
#include <string>

#include "plan/plan.hpp"

namespace clever_sync {

/// Names for ids, joined on the reader's own screen by `show --names`; empty otherwise.
struct NameBook {
  std::map<std::string, std::string> schools;  // school names are no secret: given always
  std::map<CleverId, std::string> people;      // teachers always; students only with --names
  std::map<CleverId, std::string> classes;
};

enum class Colour { off, on };

struct TextOptions {
  Colour colour = Colour::off;
  int width = 100;
};

std::string render_text(const Plan& plan, const NameBook& names, const TextOptions& options);
/// plan.md: at most 65,536 characters; says what was cut, and the digest.
std::string render_markdown(const Plan& plan, const NameBook& names);
/// Self-contained: no network, a strict content security policy, works from file://.
std::string render_html(const Plan& plan, const NameBook& names);

/// `Plan: 3 to create, 1 to update, 2 to archive.` or `No changes. …`
std::string summary_line(const Plan& plan);
/// Who would lose sign-in, by class: for `show --sign-in`.
std::string render_sign_in(const Plan& plan, const LiveState& live, const NameBook& names);

}  // namespace clever_sync
