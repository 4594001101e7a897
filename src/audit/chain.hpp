#pragma once
// Chain: the answer's steps as labelled rows, from which text, Markdown and the page are made alike. Private to this
// folder.

#include <string>
#include <vector>

#include "audit/history.hpp"
#include "audit/life.hpp"
#include "audit/page.hpp"

namespace clever_sync {

/// `class 58da… Robotics 7, Sphero Edu id c-1: archived in Sphero Edu on 2027-01-04`
std::string standing_sentence(const History& history);
// The labels of rows: applied, approved, planned, because, evidence, otherwise, shown by.

/// Over the causes: `Why:`, or `What is still to come:` for what is open.
std::string causes_title(const History& history);
/// What stops it, the first failing stage first; then the rule that leaves it out, and the changes that wait.
std::vector<PageItem> open_items(const History& history);
/// What happened, newest first.
std::vector<PageItem> chain_of(const History& history);
/// That nights were not opened; "" when all were.
std::string skipped_sentence(const History& history);

}  // namespace clever_sync
