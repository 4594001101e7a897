#pragma once
// The timeline of an object as one SVG drawing: a lane for Clever and one for Sphero Edu, a bar while it was shared or
// open, a mark for each event that leads to its place in the list. Everything it shows stands in the list, too. Private
// to this folder.

#include <string>

#include "audit/history.hpp"

namespace clever_sync {

/// "" without events. Marks link to `#event-N`, N counting from 0 as in life_of.
std::string svg_timeline(const History& history);

}  // namespace clever_sync
