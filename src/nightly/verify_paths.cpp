// Who wrote what only the tool writes.
#include <algorithm>

#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

constexpr Followed tool_folders[] = {Followed::snapshot, Followed::sphero, Followed::plans, Followed::receipts,
                                     Followed::runs};

ToolPaths paths_of(const Steps& steps, std::size_t i) {
  ToolPaths paths{.commit = steps[i].commit.id, .stage = stage_of(steps[i].commit), .changed = {}};
  const auto judged = judged_paths();
  for (std::size_t followed = 0; followed < followed_paths().size(); ++followed) {
    const std::string& path = followed_paths()[followed];
    if (std::ranges::find(judged, path) == judged.end()) continue;
    if (steps.changed(i, static_cast<Followed>(followed))) paths.changed.push_back(path);
  }
  // A file beside those that the program knows: its folder changed, and nothing known in it did.
  const auto stray = [&](Followed folder, std::initializer_list<Followed> known) {
    const bool some = std::ranges::any_of(known, [&](Followed each) { return steps.changed(i, each); });
    if (steps.changed(i, folder) && !some) paths.changed.push_back(followed_paths()[static_cast<std::size_t>(folder)]);
  };
  stray(Followed::sphero, {Followed::applied, Followed::live});
  stray(Followed::plans, {Followed::plan, Followed::plan_markdown});
  return paths;
}

bool touches_tool_folders(const Steps& steps, std::size_t i) {
  return std::ranges::any_of(tool_folders, [&](Followed folder) { return steps.changed(i, folder); });
}

void verify_head(Verifier& verifier) {
  const Steps& steps = verifier.steps;
  std::size_t last = steps.size();
  while (last > 0 && !(touches_tool_folders(steps, last - 1) && !stage_of(steps[last - 1].commit).empty())) --last;
  if (last == 0) return;  // nothing was ever written
  const Step& written = steps[last - 1];
  const Step& tip = steps[steps.size() - 1];
  bool same = true;
  for (const Followed folder : tool_folders) {
    if (written.at(folder) == tip.at(folder)) continue;
    same = false;
    verifier.report.wrong(VerifyCheck::head, followed_paths()[static_cast<std::size_t>(folder)], tip.commit.id,
                          "it is not what clever-sync's last commit " + written.commit.id.substr(0, 12) + " wrote");
  }
  if (same) verifier.report.proved(VerifyCheck::head, 1);
}

void verify_checkout(Verifier& verifier, const ObjectId& tip) {
  if (verifier.repository.is_bare() || verifier.repository.tip() != tip) return;
  std::vector<std::string> prefixes = tool_owned_paths();
  prefixes.emplace_back(approvals_folder);
  const auto edited = verifier.repository.edited_paths(prefixes);
  for (const std::string& path : edited) {
    verifier.report.wrong(VerifyCheck::checkout, path, "",
                          "the file is not that of the tip: somebody changed it, or a run was killed while it wrote it "
                          "(then the next run puts it right); git diff shows how");
  }
  if (edited.empty()) verifier.report.proved(VerifyCheck::checkout, 1);
}

}  // namespace

void verify_paths(Verifier& verifier, const ObjectId& tip) {
  for (std::size_t i = 0; i < verifier.steps.size(); ++i) check_paths(paths_of(verifier.steps, i), verifier.report);
  if (verifier.steps.size() != 0) verify_head(verifier);
  verify_checkout(verifier, tip);
}

}  // namespace clever_sync
