#include "nightly/named_inputs.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view nothing_read = "?";  // no id: "" is the empty tree's

template <class Read>
void renew(ObjectId& known, const ObjectId& wanted, const Read& read) {
  if (known == wanted) return;
  known = nothing_read;  // if reading throws, what is there then belongs to no id
  read();
  known = wanted;
}

}  // namespace

NamedInputs::NamedInputs(const Repository& repository) : repository_(repository) {
  PlanInputsIds& known = inputs_.ids;
  for (ObjectId* id : {&known.snapshot, &known.rules, &known.config, &known.applied, &known.live}) *id = nothing_read;
}

const WorkspaceInputs& NamedInputs::read(const PlanInputsIds& ids, ConnectionWas connection) {
  PlanInputsIds& known = inputs_.ids;
  renew(known.config, ids.config,
        [&] { inputs_.config = parse_config(repository_.read_blob(ids.config), config_path); });
  renew(known.rules, ids.rules, [&] { inputs_.rules = parse_rules(read_rule_files_of_tree(repository_, ids.rules)); });
  renew(known.snapshot, ids.snapshot, [&] { inputs_.snapshot = read_snapshot_of_tree(repository_, ids.snapshot); });
  renew(known.applied, ids.applied, [&] { inputs_.applied = read_applied_of_tree(repository_, ids.applied); });
  renew(known.live, ids.live, [&] { inputs_.live = read_live_of_tree(repository_, ids.live); });
  inputs_.connection_approved = connection == ConnectionWas::approved;
  return inputs_;
}

}  // namespace clever_sync
