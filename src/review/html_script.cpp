// The page's script: search, filter, open and close. It reads what is there and hides some of it; it writes only
// counts. Measured on 100,000 changes: hiding row by row took two seconds, so whole groups are hidden where nothing
// matches, the rows that match are marked where few do, and nothing is touched where all do; a search whose matches are
// too many to read opens no groups, since laying them out is what takes the time; and no row of a closed group is
// marked until it opens. What the rows say is read while the reader does nothing: it took a first search 0.3 s.
#include "review/html_page.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view script = R"js(
'use strict';
const mostToOpen = 500;
const search = document.getElementById('search');
const count = document.getElementById('count');
const boxes = Array.from(document.querySelectorAll('input[data-choice]'));
const schools = Array.from(document.querySelectorAll('section.school'), (element) => ({ element, left: 0 }));
const groups = schools.flatMap((school) => {
  const name = school.element.querySelector('h3').textContent;
  return Array.from(school.element.querySelectorAll('details.group'), (element) => {
    const summary = element.querySelector('summary');
    const lists = Array.from(element.querySelectorAll('ul'));
    const size = lists.reduce((sum, list) => sum + list.childElementCount, 0);
    const heading = (name + ' ' + summary.textContent).toLowerCase();
    return { element, school, summary, lists, heading, size, rows: [], read: 0, matches: null, marked: [], markedFor: null,
      found: null, opened: false };
  });
});
const total = groups.reduce((sum, group) => sum + group.size, 0);

function readList(group) {
  for (const item of group.lists[group.read].children) group.rows.push({ item, text: item.textContent.toLowerCase() });
  group.read += 1;
}

// The rows that match, or null for all of them. Words that the heading has are true of every row.
function matchesOf(group, words, chosen) {
  if (!chosen.has(group.element.dataset.action) || !chosen.has(group.element.dataset.kind)) return [];
  const rest = words.filter((word) => !group.heading.includes(word));
  if (rest.length === 0) return null;
  while (group.read < group.lists.length) readList(group);
  const rows = group.rows.filter((row) => rest.every((word) => row.text.includes(word)));
  return rows.length === group.size ? null : rows.map((row) => row.item);
}

function mark(group) {
  if (group.markedFor === group.matches) return;
  group.marked.forEach((item) => item.classList.remove('match'));
  group.marked = group.matches === null ? [] : group.matches;
  group.marked.forEach((item) => item.classList.add('match'));
  group.lists.forEach((list) => { list.hidden = group.matches !== null && list.querySelector('.match') === null; });
  group.markedFor = group.matches;
}

function show(group, matches) {
  group.matches = matches;
  group.element.classList.toggle('searched', matches !== null);
  group.element.classList.toggle('few', matches !== null && matches.length <= mostToOpen);
  group.element.hidden = matches !== null && matches.length === 0;
  if (group.element.open) mark(group);
  if (group.found === null && matches !== null && matches.length > 0) {
    group.found = document.createElement('span');
    group.found.className = 'found';
    group.summary.insertBefore(group.found, group.summary.querySelector('.because'));
  }
  if (group.found !== null) group.found.textContent = matches === null ? '' : ' ' + matches.length + ' shown';
}

// Groups that a search opened are closed when it is cleared or finds too much; those that the reader opened stay.
function unfold(group, wanted) {
  if (wanted && !group.element.open) { mark(group); group.element.open = group.opened = true; }
  if (!wanted && group.opened) { group.element.open = group.opened = false; }
}

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.choice));
  schools.forEach((school) => { school.left = 0; });
  let left = 0;
  groups.forEach((group) => {
    const matches = matchesOf(group, words, chosen);
    show(group, matches);
    group.left = matches === null ? group.size : matches.length;
    group.school.left += group.left;
    left += group.left;
  });
  groups.forEach((group) => unfold(group, words.length > 0 && left <= mostToOpen && group.left > 0));
  schools.forEach((school) => { school.element.hidden = school.left === 0; });
  count.textContent = left + ' of ' + total + ' changes shown';
}

function openAll(open) {
  groups.forEach((group) => {
    if (open) mark(group);
    group.element.open = open;
    group.opened = false;
  });
}

// In pieces of a few milliseconds, so that nothing that the reader does meanwhile waits.
let next = 0;
function readAhead(deadline) {
  while (next < groups.length && deadline.timeRemaining() > 2) {
    if (groups[next].read < groups[next].lists.length) readList(groups[next]); else next += 1;
  }
  if (next < groups.length) requestIdleCallback(readAhead);
}

let pending = 0;
search.addEventListener('input', () => { clearTimeout(pending); pending = setTimeout(filter, 80); });
boxes.forEach((box) => box.addEventListener('change', filter));
groups.forEach((group) => {
  group.summary.addEventListener('click', () => mark(group));
  group.element.addEventListener('toggle', () => { if (group.element.open) mark(group); });
});
document.getElementById('open-all').addEventListener('click', () => openAll(true));
document.getElementById('close-all').addEventListener('click', () => openAll(false));
document.querySelector('.controls').hidden = false;
filter();
if ('requestIdleCallback' in window) requestIdleCallback(readAhead);
)js";

}  // namespace

std::string_view html_script() {
  return script;
}

}  // namespace clever_sync
