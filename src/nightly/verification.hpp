#pragma once
// Verification: goes through the history of a workspace and has everything checked that its records can prove
// (audit/verify.hpp). Reads only; works offline and in a bare clone.

#include <functional>
#include <string>

#include "audit/verify.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

struct VerifyQuestion {
  enum class Scope {
    current,  ///< all records, and the current plan made again
    all,      ///< all records, and every plan made again
    one_plan  ///< one plan, its approvals and its receipts
  };
  Scope scope = Scope::current;
  std::string plan;  // of one_plan: as find_plan takes it
};

/// What is wrong stands in the report; an Error is thrown only for a question that names no plan (usage), for a shallow
/// clone (configuration), and when git itself can't be read (storage).
VerifyReport verify_workspace(const Repository& repository, const ObjectId& tip, const VerifyQuestion& question,
                              const std::function<void(const std::string&)>& tell);

}  // namespace clever_sync
