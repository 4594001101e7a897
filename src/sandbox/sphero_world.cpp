#include "sandbox/sphero_world.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/json.hpp"
#include "sandbox/invented.hpp"

namespace clever_sync {
namespace {

template <class Field, std::size_t count>
constexpr std::array<std::string_view, count> names_in(const std::array<Field, count>& fields) {
  std::array<std::string_view, count> names{};
  for (std::size_t at = 0; at < count; ++at) names.at(at) = fields.at(at).name;
  return names;
}
constexpr auto teacher_names = names_in(teacher_fields);
constexpr auto student_names = names_in(student_fields);
constexpr auto class_names = names_in(class_fields);

char letter_of(Kind kind) {
  switch (kind) {
    case Kind::teacher:
      return 't';
    case Kind::student:
      return 's';
    case Kind::class_:
      return 'c';
  }
  unreachable("kind");
}

void add_object(Kind kind, const SpheroObject& object, ShowVersions versions, std::string& out) {
  // Sorted keys: archived, clever_id, then fields and the rest by name.
  std::map<std::string_view, std::string_view> texts;
  const auto names = field_names(kind);
  for (std::size_t at = 0; at < names.size(); ++at) texts.emplace(names[at], object.fields.at(at));
  texts.emplace("id", object.sphero_id);
  texts.emplace("managed_by", object.managed_by == ManagedBy::clever ? "clever" : "teacher");
  const std::string clever_id = object.clever_id ? object.clever_id->text() : std::string{};
  texts.emplace("clever_id", clever_id);

  ObjectWriter writer(out);
  writer.add_bool("archived", object.archived);
  const auto add_texts_before = [&](std::string_view key) {
    while (!texts.empty() && texts.begin()->first < key) {
      writer.add(texts.begin()->first, texts.begin()->second);
      texts.erase(texts.begin());
    }
  };
  if (kind == Kind::class_) {
    add_texts_before("manual_students");
    writer.add_texts("manual_students", object.manual_students);
    add_texts_before("students");
    writer.add_ids("students", object.students);
    add_texts_before("teachers");
    writer.add_ids("teachers", object.teachers);
  }
  add_texts_before("version");
  if (versions == ShowVersions::yes) writer.add_integer("version", object.version);
  writer.finish();
}

}  // namespace

std::span<const std::string_view> field_names(Kind kind) {
  switch (kind) {
    case Kind::teacher:
      return teacher_names;
    case Kind::student:
      return student_names;
    case Kind::class_:
      return class_names;
  }
  unreachable("kind");
}

std::string_view name_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::requested:
      return "requested";
    case ConnectionState::approved:
      return "approved";
    case ConnectionState::suspended:
      return "suspended";
  }
  unreachable("connection state");
}

SpheroObject* SpheroWorld::find(Kind kind, const CleverId& clever_id) {
  const auto& known = table(kind).by_clever_id;
  const auto at = known.find(clever_id);
  return at == known.end() ? nullptr : at->second;
}

const SpheroObject* SpheroWorld::find(Kind kind, const CleverId& clever_id) const {
  const auto& known = table(kind).by_clever_id;
  const auto at = known.find(clever_id);
  return at == known.end() ? nullptr : at->second;
}

SpheroObject* SpheroWorld::find_sphero_id(Kind kind, std::string_view sphero_id) {
  Objects& objects = table(kind).objects;
  const auto at = objects.find(sphero_id);
  return at == objects.end() ? nullptr : &at->second;
}

SpheroObject& SpheroWorld::add(Kind kind, std::optional<CleverId> clever_id) {
  Table& into = table(kind);
  std::string sphero_id;
  std::uint64_t number = clever_id ? number_of(clever_id->as<UserTag>()) : 0;
  do {
    sphero_id = clever_id ? fmt::format("{}-{:016x}", letter_of(kind), number++)
                          : fmt::format("{}-{}", letter_of(kind), 1000 + ++hand_made_);
  } while (into.objects.contains(sphero_id));
  SpheroObject& object = into.objects[sphero_id];
  object.sphero_id = sphero_id;
  object.clever_id = clever_id;
  object.managed_by = clever_id ? ManagedBy::clever : ManagedBy::teacher;
  if (clever_id) into.by_clever_id.emplace(*clever_id, &object);
  return object;
}

void SpheroWorld::relink(Kind kind, SpheroObject& object, const CleverId& clever_id) {
  Table& of = table(kind);
  if (kind != Kind::class_) rename_member(object, clever_id.as<UserTag>());
  if (object.clever_id) of.by_clever_id.erase(*object.clever_id);
  object.clever_id = clever_id;
  object.managed_by = ManagedBy::clever;
  of.by_clever_id.emplace(clever_id, &object);
}

// The account is the member, and a class shows it under the id that it has now; the class itself is not changed by
// that, so its version stays.
void SpheroWorld::rename_member(const SpheroObject& account, const UserId& now) {
  for (auto& [sphero_id, of] : table(Kind::class_).objects) {
    if (account.clever_id) {
      const auto was = account.clever_id->as<UserTag>();
      std::ranges::replace(of.teachers, was, now);
      std::ranges::replace(of.students, was, now);
    } else if (std::erase(of.manual_students, account.sphero_id) != 0) {
      of.students.push_back(now);
    }
    std::ranges::sort(of.students);
  }
}

SignIn sign_in(const SpheroWorld& world, const UserId& user) {
  const auto id = user.as<AnyTag>();
  if (const SpheroObject* const teacher = world.find(Kind::teacher, id)) {
    return {.answer = teacher->archived ? SignIn::Answer::archived : SignIn::Answer::can, .class_id = {}};
  }
  const SpheroObject* const student = world.find(Kind::student, id);
  if (student == nullptr) return {.answer = SignIn::Answer::no_account, .class_id = {}};
  if (student->archived) return {.answer = SignIn::Answer::archived, .class_id = {}};
  for (const auto& [sphero_id, of] : world.objects(Kind::class_)) {
    if (of.archived && std::ranges::binary_search(of.students, user)) {
      return {.answer = SignIn::Answer::class_archived, .class_id = sphero_id};
    }
  }
  return {};
}

SignIns sign_ins(const SpheroWorld& world) {
  std::set<UserId> disabled;
  for (const auto& [sphero_id, of] : world.objects(Kind::class_)) {
    if (of.archived) disabled.insert(of.students.begin(), of.students.end());
  }
  SignIns answer;
  for (const Kind kind : {Kind::teacher, Kind::student}) {
    for (const auto& [sphero_id, account] : world.objects(kind)) {
      if (!account.clever_id) continue;
      const auto user = account.clever_id->as<UserTag>();
      if (account.archived || (kind == Kind::student && disabled.contains(user))) {
        answer.blocked.push_back(user);
      } else {
        ++answer.can;
      }
    }
  }
  std::ranges::sort(answer.blocked);
  return answer;
}

void append_object(Kind kind, const SpheroObject& object, std::string& out) {
  add_object(kind, object, ShowVersions::yes, out);
}

std::string encode_sphero_world(const SpheroWorld& world, ShowVersions versions) {
  std::string out = "{";
  const auto add_list = [&](std::string_view key, Kind kind) {
    out.append(key).append("[");
    bool first = true;
    for (const auto& [sphero_id, object] : world.objects(kind)) {
      out.append(first ? "\n" : ",\n");
      first = false;
      add_object(kind, object, versions, out);
    }
    out.append("]");
  };
  add_list(R"("classes":)", Kind::class_);
  out += fmt::format(R"(,"district":"{}","status":"{}")", world.district().text(), name_of(world.connection));
  add_list(R"(,"students":)", Kind::student);
  add_list(R"(,"teachers":)", Kind::teacher);
  return out + "}\n";
}

}  // namespace clever_sync
