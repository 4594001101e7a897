#pragma once
// A plan for a reader: text for a terminal, Markdown for a pull request, one HTML page for a browser, JSON for a
// program. Free text from the district can't become markup, a terminal escape, a link or a formula in any of them, and
// no bidirectional control reaches a reader raw. Pure; docs/formats.md shows each.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "plan/plan.hpp"

namespace clever_sync {

/// Names for ids, joined on the reader's own screen by `show --names`; empty otherwise.
struct NameBook {
  std::map<std::string, std::string> schools;  // school names are no secret: given always
  std::map<std::string, std::string> terms;    // likewise
  std::map<CleverId, std::string> people;      // teachers always; students only with --names
  std::map<CleverId, std::string> classes;
};

enum class Colour { off, on };

struct TextOptions {
  Colour colour = Colour::off;
  int width =
      100;  // of the terminal; at least 40 are used. Lines wrap, save for commands, which are there to be copied
  /// A first night has tens of thousands of changes. So that it stays a text of a few screens, no more than these are
  /// listed; of the rest the text says how many there are and where they stand.
  std::size_t changes_per_group = 20, changes_per_part = 200, schools_per_part = 50, findings_per_code = 20;
};

// `digest` is digests.plan; without it, it is worked out, which takes as long as writing the plan. A draft says that it
// is one, and has no command that would approve it.

std::string render_text(const Plan& plan, std::string_view digest, const NameBook& names, const TextOptions& options);
std::string render_text(const Plan& plan, const NameBook& names, const TextOptions& options);
/// plan.md: at most 65,536 characters; says what was cut, and the digest.
std::string render_markdown(const Plan& plan, const std::string& digest, const NameBook& names);
std::string render_markdown(const Plan& plan, const NameBook& names);
/// Self-contained: no network, a strict content security policy, works from file://. Lists every change.
std::string render_html(const Plan& plan, std::string_view digest, const NameBook& names);
std::string render_html(const Plan& plan, const NameBook& names);

// The same in two pieces, so that a plan of a hundred thousand changes begins to show before they are read: the head
// asks only for what stands in the file beside the changes, and the body goes to the sink piece by piece.

using TextSink = std::function<void(std::string_view)>;
std::string text_head(const Plan& plan, std::string_view digest, const TextOptions& options);
void write_text_body(const Plan& plan, std::string_view digest, const NameBook& names, const TextOptions& options,
                     const TextSink& sink);
std::string html_head(const Plan& plan, std::string_view digest);
void write_html_body(const Plan& plan, std::string_view digest, const NameBook& names, const TextSink& sink);
std::string markdown_head(const Plan& plan, std::string_view digest);
std::string markdown_body(const Plan& plan, const std::string& digest, const NameBook& names);
/// Whole lines of JSON that this program wrote (plan.json, an answer), fit for a terminal: what stands raw in them
/// though it would hide or reorder text (a C1 control, a bidirectional override) is spelled as a JSON escape.
std::string terminal_json(std::string_view lines);

/// `Plan: 3 to create, 1 to update, 2 to archive.` or `No changes. …`, by the plan's own counts.
std::string summary_line(const Plan& plan);

}  // namespace clever_sync
