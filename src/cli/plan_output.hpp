#pragma once
// A plan on stdout, in the format that was asked for.

#include "cli/session.hpp"
#include "plan/plan.hpp"
#include "review/render.hpp"

namespace clever_sync {

/// Colour and width as the console has them.
TextOptions text_options(const Console& console);

/// `digest` is digests.plan.
void print_plan(const Context& context, const Plan& plan, const std::string& digest, const NameBook& names);

}  // namespace clever_sync
