// The page's script: search, filter, open and close. It reads what is there and hides some of it; it writes only
// counts. Measured on 100,000 changes: hiding row by row took two seconds, so whole groups are hidden where nothing
// matches, the rows that match are marked where few do, and nothing is touched where all do; and a search whose matches
// are too many to read opens no groups, since laying them out is what takes the time.
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
    return { element, school, summary, lists, heading, size, rows: null, marked: [], found: null, opened: false };
  });
});
const total = groups.reduce((sum, group) => sum + group.size, 0);

// The rows that match, or null for all of them. Words that the heading has are true of every row.
function matchesOf(group, words, chosen) {
  if (!chosen.has(group.element.dataset.action) || !chosen.has(group.element.dataset.kind)) return [];
  const rest = words.filter((word) => !group.heading.includes(word));
  if (rest.length === 0) return null;
  if (group.rows === null) {
    const items = group.lists.flatMap((list) => Array.from(list.children));
    group.rows = items.map((item) => ({ item, text: item.textContent.toLowerCase() }));
  }
  const rows = group.rows.filter((row) => rest.every((word) => row.text.includes(word)));
  return rows.length === group.size ? null : rows.map((row) => row.item);
}

function show(group, matches) {
  group.marked.forEach((item) => item.classList.remove('match'));
  group.marked = matches === null ? [] : matches;
  group.marked.forEach((item) => item.classList.add('match'));
  group.element.classList.toggle('searched', matches !== null);
  group.element.classList.toggle('few', matches !== null && matches.length <= mostToOpen);
  group.lists.forEach((list) => { list.hidden = matches !== null && list.querySelector('.match') === null; });
  group.element.hidden = matches !== null && matches.length === 0;
  if (group.found === null && group.marked.length > 0) {
    group.found = document.createElement('span');
    group.found.className = 'found';
    group.summary.insertBefore(group.found, group.summary.querySelector('.because'));
  }
  if (group.found !== null) group.found.textContent = matches === null ? '' : ' ' + matches.length + ' shown';
}

// Groups that a search opened are closed when it is cleared or finds too much; those that the reader opened stay.
function unfold(group, wanted) {
  if (wanted && !group.element.open) { group.element.open = group.opened = true; }
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
  groups.forEach((group) => { group.element.open = open; group.opened = false; });
}

let pending = 0;
search.addEventListener('input', () => { clearTimeout(pending); pending = setTimeout(filter, 80); });
boxes.forEach((box) => box.addEventListener('change', filter));
document.getElementById('open-all').addEventListener('click', () => openAll(true));
document.getElementById('close-all').addEventListener('click', () => openAll(false));
document.querySelector('.controls').hidden = false;
filter();
)js";

}  // namespace

std::string_view html_script() {
  return script;
}

}  // namespace clever_sync
