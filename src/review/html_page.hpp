#pragma once
// The fixed parts of the HTML plan: style, script, and the content security policy that admits exactly these two.

#include <string>
#include <string_view>

namespace clever_sync {

std::string_view html_style();   // html_style.cpp
std::string_view html_script();  // html_script.cpp

/// `default-src 'none'; …` with the hashes of style and script: nothing else runs, nothing is loaded, nothing is sent.
std::string html_policy();

/// Free text as HTML text or attribute value: printable, and & < > " ' escaped.
std::string html_escaped(std::string_view text);

/// A name or a value as HTML text that keeps its writing direction to itself: between two Hebrew names an arrow would
/// otherwise seem to point the other way. Source: HTML standard, the bdi element.
std::string html_isolated(std::string_view text);

}  // namespace clever_sync
