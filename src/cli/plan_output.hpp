#pragma once
// A plan, or a report about plans, on stdout, in the format that was asked for.

#include <functional>

#include "base/json.hpp"
#include "cli/session.hpp"
#include "plan/plan.hpp"
#include "review/render.hpp"
#include "review/report.hpp"

namespace clever_sync {

/// Colour and width as the console has them.
TextOptions text_options(const Console& console);

/// `digest` is digests.plan.
void print_plan(const Context& context, const Plan& plan, const std::string& digest, const NameBook& names);

/// Who will read a report: how much it lists, and in what order, may depend on it.
enum class ReportReader { at_terminal, of_comment, of_page };
struct ReportAnswer {
  std::function<Report(ReportReader)> report;
  std::function<Json()> json;
};
void print_report(const Context& context, const ReportAnswer& answer);

}  // namespace clever_sync
