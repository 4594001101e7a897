#include "audit/diagnosis.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"
#include "clever/clever_client.hpp"
#include "cli/commands.hpp"
#include "cli/question.hpp"
#include "nightly/diagnosis_facts.hpp"
#include "nightly/unended_run.hpp"

namespace clever_sync {

namespace {

/// Whom each complaint can be about, the likeliest kind first.
std::vector<Kind> kinds_of(Complaint complaint) {
  using enum Complaint;
  switch (complaint) {
    case no_data:
      return {Kind::class_, Kind::teacher, Kind::student};
    case sign_in:
      return {Kind::student, Kind::teacher};
    case old_classes:
      return {Kind::teacher};
    case sync:
      return {};
  }
  unreachable("Complaint");
}

void ask_clever(const Context& context, const Workspace& workspace, const std::optional<Person>& who,
                LiveAnswers& answers) {
  Network network(context, Network::Posts::never, Network::Patience::of_a_person);
  const CleverOptions options = clever_options(workspace.config, CleverOptions::StudentEmail::drop);
  const Date today = as_of_for_reading(context, workspace);
  for (const Connection& connection : fetch_connections(
           network.transport(), options, [today](const DistrictId&) { return today; }, context.signals.token())) {
    if (connection.id != workspace.config.district) continue;
    answers.clever_sees_district = true;
    answers.clever_state = name_of(connection.state);
    answers.clever_launch_date = connection.launch_date;
    answers.clever_last_sync = connection.last_sync;
  }
  if (who && answers.clever_sees_district)
    answers.shared = fetch_sharing(network.transport(), options, who->kind, who->id, context.signals.token());
}

void ask_sphero(const Context& context, const Workspace& workspace, DiagnosisFacts& facts) {
  LiveAnswers& answers = facts.live;
  Network network(context, Network::Posts::never, Network::Patience::of_a_person);
  HttpTarget target(network.transport(), sphero_options(workspace.config), {});
  const auto connection = target.fetch_connection(context.signals.token());
  answers.sphero_connection = connection ? std::string(name_of(*connection)) : "unknown";
  if (!facts.who || answers.sphero_connection != "approved") return;
  std::vector<std::pair<Kind, CleverId>> objects{{facts.who->kind, facts.who->id}};
  for (const ClassFact& each : facts.classes) objects.emplace_back(Kind::class_, each.id);
  const ManagedState live = target.fetch_objects(objects, context.signals.token()).live.managed;
  const auto take = [&](const auto& accounts) {
    for (const auto& account : accounts) {
      if (account.id.template as<AnyTag>() != facts.who->id) continue;
      answers.account_there = true;
      answers.account_archived = account.archived;
    }
  };
  answers.account_there = false;
  take(live.students);
  take(live.teachers);
  for (const SpheroClass& each : live.classes) {
    if (each.archived) answers.archived_classes.push_back(each.id.text() + " " + printable(each.name));
    for (ClassFact& known : facts.classes) {
      if (known.id == each.id.as<AnyTag>()) known.archived = each.archived;
    }
  }
}

/// That a side gives no answer is an answer: an Error of the network is kept as one.
template <class Ask>
void ask(std::string& trouble, const Ask& ask_it) {
  try {
    ask_it();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::remote) throw;
    trouble = error.what();
  }
}

}  // namespace

ExitCode run_command(const Context& context, const DiagnoseArguments& arguments) {
  if (arguments.reply && context.arguments.output != OutputFormat::text)
    throw Error(ErrorKind::usage,
                "--reply prints text; leave -o out, or leave --reply out and use -o json, md or html");
  const Workspace workspace = open_workspace(context);
  const AskedState state = asked_state(context, workspace);
  Past past(workspace.repository, state.commit);
  std::optional<Person> who;
  if (!arguments.who.empty()) {
    const auto people = find_people(past, kinds_of(arguments.complaint), arguments.who);
    if (people.empty()) {
      throw Error(ErrorKind::usage,
                  "nobody and nothing of this workspace is called that; ask with the Clever id, which the district can "
                  "see in Clever");
    }
    if (people.size() > 1) {
      print_matches(context, people);
      return ExitCode::done;
    }
    who = people.front();
  }
  DiagnosisFacts facts = read_diagnosis_facts(past, workspace.config, who, state.as_of, context.clock.now());
  if (state.commit == workspace.tip) facts.status.unended = read_unended_run(context.disk, workspace.repository);
  if (arguments.live) {
    facts.live.asked = true;
    ask(facts.live.clever_trouble, [&] { ask_clever(context, workspace, who, facts.live); });
    ask(facts.live.sphero_trouble, [&] { ask_sphero(context, workspace, facts); });
  }
  const Diagnosis diagnosis = diagnose(arguments.complaint, facts);
  if (arguments.reply) {
    context.console.print(render_reply(diagnosis));
    return ExitCode::done;
  }
  print_answer(context, {.text = [&] { return render_diagnosis(diagnosis); },
                         .json = [&] { return diagnosis_json(diagnosis); },
                         .page = [&] { return diagnosis_page(diagnosis); }});
  return ExitCode::done;
}

}  // namespace clever_sync
