#include "review/html_page.hpp"

#include "base/digest.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #f3f5f7; --line: #d0d7de; --create: #1a7f37;
  --update: #7d4e00; --archive: #b3261e; --accent: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #161b22; --line: #30363d;
  --create: #56d364; --update: #e3b341; --archive: #ff7b72; --accent: #79c0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .6rem;
  border-bottom: 1px solid var(--line); vertical-align: top; }
.controls { position: sticky; top: 0; background: var(--paper); padding: .75rem 0; display: flex; gap: .75rem;
  flex-wrap: wrap; align-items: center; border-bottom: 1px solid var(--line); z-index: 1; }
input[type=search] { flex: 1 1 16rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--soft);
  border: 1px solid var(--line); border-radius: .4rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; background: var(--soft); }
summary { cursor: pointer; padding: .5rem .75rem; }
details ul { list-style: none; margin: 0; padding: 0 .75rem .75rem; }
li.change { padding: .2rem 0; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2rem; }
.create, .restore { color: var(--create); } .update, .relink { color: var(--update); } .archive { color: var(--archive); }
.symbol { font-family: ui-monospace, monospace; font-weight: 700; display: inline-block; width: 1.2rem; }
.holds { color: var(--archive); font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
pre { overflow-x: auto; padding: .5rem .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; }
.muted { opacity: .75; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { display: block; max-width: 100%; height: auto; }
svg .bar-add { fill: var(--create); } svg .bar-remove { fill: var(--archive); }
svg .track { fill: var(--soft); stroke: var(--line); }
svg .limit { stroke: var(--ink); stroke-width: 2; }
[hidden] { display: none !important; }
)css";

constexpr std::string_view script = R"js(
'use strict';
const search = document.getElementById('search');
const count = document.getElementById('count');
const boxes = Array.from(document.querySelectorAll('input[data-choice]'));
const schools = Array.from(document.querySelectorAll('section.school'));
const groups = Array.from(document.querySelectorAll('details.group'));
const opened = new Set();  // groups that the search opened, to be closed again when it is cleared
const entries = [];
groups.forEach((group) => {
  const school = group.closest('section.school').querySelector('h3').textContent;
  const context = school + ' ' + group.querySelector('summary').textContent;
  group.querySelectorAll('li.change').forEach((item) => {
    entries.push({ item, group, text: (context + ' ' + item.textContent).toLowerCase() });
  });
});
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.choice));
  const left = new Map();
  entries.forEach(({ item, group, text }) => {
    const match = chosen.has(item.dataset.action) && chosen.has(item.dataset.kind) &&
      words.every((word) => text.includes(word));
    item.hidden = !match;
    if (match) left.set(group, (left.get(group) || 0) + 1);
  });
  let shown = 0;
  groups.forEach((group) => {
    const matches = left.get(group) || 0;
    shown += matches;
    group.hidden = matches === 0;
    if (words.length > 0 && matches > 0 && !group.open) { group.open = true; opened.add(group); }
    if (words.length === 0 && opened.delete(group)) group.open = false;
  });
  schools.forEach((school) => { school.hidden = !school.querySelector('details.group:not([hidden])'); });
  count.textContent = shown + ' of ' + entries.length + ' changes shown';
}
let pending = 0;
search.addEventListener('input', () => { clearTimeout(pending); pending = setTimeout(filter, 80); });
boxes.forEach((box) => box.addEventListener('change', filter));
document.getElementById('open-all').addEventListener('click', () => groups.forEach((group) => { group.open = true; }));
document.getElementById('close-all').addEventListener('click', () => groups.forEach((group) => { group.open = false; }));
filter();
)js";

int hex_value(char digit) {
  return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/// The bytes that the hex digits spell, in base64.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char digit : hex) {
    bits = (bits << 4U) | static_cast<unsigned>(hex_value(digit));
    held += 4;
    if (held >= 6) {
      held -= 6;
      out.push_back(alphabet[(bits >> static_cast<unsigned>(held)) & 0x3FU]);
    }
  }
  if (held > 0) out.push_back(alphabet[(bits << static_cast<unsigned>(6 - held)) & 0x3FU]);
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string source_hash(std::string_view text) {
  return "'sha256-" + base64_of_hex(sha256_hex(text)) + "'";
}

}  // namespace

std::string_view html_style() {
  return style;
}
std::string_view html_script() {
  return script;
}

std::string html_policy() {
  return "default-src 'none'; style-src " + source_hash(style) + "; script-src " + source_hash(script) +
         "; base-uri 'none'; form-action 'none'";
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string html_isolated(std::string_view text) {
  return "<bdi>" + html_escaped(text) + "</bdi>";
}

}  // namespace clever_sync
