// The page's style. Every colour of text is a variable, of 4.5 to 1 or more against what lies behind it, in light and
// in dark: tests/browser measures it. Nothing is half transparent, so that what is measured is what is seen.
#include "review/html_page.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #f3f5f7; --line: #d0d7de; --muted: #57606a;
  --create: #1a7f37; --update: #7d4e00; --archive: #b3261e; --accent: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #161b22; --line: #30363d;
  --muted: #9da7b1; --create: #56d364; --update: #e3b341; --archive: #ff7b72; --accent: #79c0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; } p { margin: .5rem 0; }
code { font-family: ui-monospace, monospace; font-size: .875em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
td { overflow-wrap: anywhere; }
thead th { color: var(--muted); font-size: .875rem; font-weight: 600; white-space: nowrap; }
.words { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; } .verdict { white-space: nowrap; }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem;
  margin: 1.25rem 0; }
.part { border: 1px solid var(--line); border-left: .3rem solid var(--create); border-radius: .4rem; padding: .75rem 1rem;
  min-width: 0; }
.part.approve { border-left-color: var(--update); } .part.hold { border-left-color: var(--archive); }
.part h2 { margin: 0; font-size: 1rem; }
.controls { position: sticky; top: 0; background: var(--paper); padding: .75rem 0; display: flex; gap: .5rem 1rem;
  flex-wrap: wrap; align-items: center; border-bottom: 1px solid var(--line); z-index: 1; }
.finder { flex: 1 1 100%; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: .25rem .75rem; }
legend { float: left; padding: 0; margin-right: .75rem; color: var(--muted); }
fieldset label { white-space: nowrap; }
input[type=checkbox] { accent-color: var(--accent); margin: 0 .15rem 0 0; }
input[type=search] { flex: 1 1 16rem; min-width: 0; padding: .45rem .75rem; font: inherit; color: inherit;
  background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; }
::placeholder { color: var(--muted); opacity: 1; }
button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem;
  padding: .4rem .75rem; cursor: pointer; }
button:hover { border-color: var(--accent); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .5rem .75rem; overflow-wrap: anywhere; background: var(--soft); border-radius: .4rem; }
details > table { margin: 0 .75rem .5rem; width: calc(100% - 1.5rem); }
details ul { list-style: none; margin: 0; padding: .25rem .75rem; }
details li { padding: .3rem 0 .3rem 1.3rem; text-indent: -1.3rem; overflow-wrap: anywhere; }
details li + li { border-top: 1px solid var(--line); }
section.school { content-visibility: auto; contain-intrinsic-size: auto 7.5rem; }
details.group { content-visibility: auto; contain-intrinsic-size: auto 4.25rem; }
details.group ul.full { content-visibility: auto; contain-intrinsic-size: auto 410rem; }
details.few ul.full { content-visibility: visible; }
.because { display: block; padding-left: 2.3rem; font-size: .875rem; }
.found { color: var(--accent); font-weight: 600; }
.searched li:not(.match) { display: none; }
.create, .restore { color: var(--create); } .update, .relink { color: var(--update); } .archive { color: var(--archive); }
.symbol { font-family: ui-monospace, monospace; font-weight: 700; display: inline-block; width: 1.3rem; text-indent: 0; }
.holds { color: var(--archive); font-weight: 600; }
pre { white-space: pre-wrap; margin: .5rem 0; padding: .5rem .75rem; background: var(--soft); border: 1px solid var(--line);
  border-radius: .4rem; user-select: all; }
.option { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
summary:focus-visible { outline-offset: -2px; }
svg text, svg circle { fill: var(--ink); }
svg { display: block; max-width: 100%; height: auto; }
svg .bar-add { fill: var(--create); } svg .bar-remove { fill: var(--archive); } svg .bar-clear { fill: var(--muted); }
svg .track { fill: var(--soft); stroke: var(--line); }
svg .limit { stroke: var(--ink); stroke-width: 2; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .controls { position: static; } }
@media print { body { max-width: none; padding: 0; } .controls { display: none; }
  section.school, details.group, details.group ul.full { content-visibility: visible; } li, summary, tr { break-inside: avoid; } }
)css";

}  // namespace

std::string_view html_style() {
  return style;
}

}  // namespace clever_sync
