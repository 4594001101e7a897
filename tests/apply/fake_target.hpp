#pragma once
// FakeTarget: Sphero Edu as the contract (docs/sphero-edu-api.yaml) describes it, in memory, with hooks to misbehave.
// The model that apply is tested against; slow and obvious. Sphero Edu ids follow from Clever ids, so that two worlds
// compare.

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "sphero/target.hpp"

namespace clever_sync::testing {

struct FakeObject {
  std::string sphero_id;
  std::int64_t version = 1;
  bool archived = false;
  std::map<std::string, std::string> fields;  // without empty ones
  std::vector<UserId> teachers, students;     // of a class; the primary first, students sorted
  std::set<std::string> manual;
  friend bool operator==(const FakeObject&, const FakeObject&) = default;
};

struct FakeAccount {  // a hand-made teacher
  std::int64_t version = 1;
  std::map<std::string, std::string> fields;
  friend bool operator==(const FakeAccount&, const FakeAccount&) = default;
};

class FakeTarget final : public Target {
 public:
  using Key = std::pair<Kind, CleverId>;

  std::map<Key, FakeObject> objects;
  std::map<std::string, FakeAccount> hand_made;  // by Sphero Edu id
  int requests = 0, fetches = 0;
  std::vector<std::pair<std::string, std::vector<Operation>>> sent;  // keys and operations, in order of arrival

  // Hooks; each may be empty.
  /// Called when a request arrives ("send"), after it was carried out ("answer") and at a fetch ("fetch").
  std::function<void(std::string_view)> effect;
  /// Whether a request waits for the server to have time again, until it is stopped.
  std::function<bool()> busy;
  /// An answer instead of acting.
  std::function<std::optional<SendOutcome>(const std::string& key, const std::vector<Operation>&)> instead;
  /// An answer instead of the true one, after acting.
  std::function<std::optional<SendOutcome>(const std::string& key, BatchAnswered)> after;
  /// A result instead of carrying the operation out.
  std::function<std::optional<OperationResult>(const Operation&)> refuse;

  std::optional<ConnectionStatus> fetch_connection(std::stop_token) override { return ConnectionStatus::approved; }

  Observation fetch_live(std::stop_token) override {
    if (effect) effect("fetch");
    const std::lock_guard lock(mutex_);
    ++fetches;
    return observe([](const Key&) { return true; });
  }

  Observation fetch_objects(const std::vector<Key>& wanted, std::stop_token) override {
    if (effect) effect("fetch");
    const std::lock_guard lock(mutex_);
    ++fetches;
    const std::set<Key> keys(wanted.begin(), wanted.end());
    return observe([&](const Key& key) { return keys.contains(key); });
  }

  SendOutcome send_batch(const std::string& key, const std::vector<Operation>& operations,
                         std::stop_token stop) override {
    if (busy && busy()) {
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
      return BatchRefused{.status = 0, .code = "not-sent"};
    }
    if (effect) effect("send");
    SendOutcome outcome = receive(key, operations);
    if (effect) effect("answer");
    return outcome;
  }

  /// A teacher's edit in Sphero Edu.
  FakeObject& edit(Kind kind, const CleverId& id) {
    FakeObject& object = objects.at({kind, id});
    ++object.version;
    return object;
  }

 private:
  SendOutcome receive(const std::string& key, const std::vector<Operation>& operations) {
    const std::lock_guard lock(mutex_);
    ++requests;
    sent.emplace_back(key, operations);
    if (instead) {
      if (std::optional<SendOutcome> outcome = instead(key, operations)) return *outcome;
    }
    const auto remembered = answers_.find(key);
    if (remembered != answers_.end()) {
      if (remembered->second.first != operations) return BatchRefused{.status = 422, .code = "key-reused"};
      return finish(key, remembered->second.second);
    }
    BatchAnswered answered;
    for (const Operation& operation : operations) answered.results.emplace_back(carry_out(operation));
    answers_.emplace(key, std::pair(operations, answered));
    return finish(key, std::move(answered));
  }

  SendOutcome finish(const std::string& key, BatchAnswered answered) {
    if (after) {
      if (std::optional<SendOutcome> outcome = after(key, answered)) return *outcome;
    }
    return answered;
  }

  static OperationResult problem(const Operation& operation, int status, std::string code) {
    return {.id = operation.id, .status = status, .sphero_id = "", .version = std::nullopt, .code = std::move(code)};
  }

  static OperationResult success(const Operation& operation, int status, const FakeObject& object) {
    return {.id = operation.id, .status = status, .sphero_id = object.sphero_id, .version = object.version, .code = ""};
  }

  OperationResult carry_out(const Operation& operation) {
    if (refuse) {
      if (std::optional<OperationResult> result = refuse(operation)) {
        result->id = operation.id;
        return *result;
      }
    }
    const Key key{operation.kind, operation.clever_id};
    if (operation.action == Operation::Action::relink) return relink(operation);
    for (const UserId& id : operation.add_students) {
      if (!objects.contains({Kind::student, id.as<AnyTag>()})) return problem(operation, 422, "unknown-member");
    }
    for (const UserId& id : operation.add_teachers) {
      if (!objects.contains({Kind::teacher, id.as<AnyTag>()})) return problem(operation, 422, "unknown-member");
    }
    if (operation.action == Operation::Action::create) return create(operation);
    const auto found = objects.find(key);
    if (found == objects.end()) return problem(operation, 404, "not-found");
    FakeObject& object = found->second;
    if (operation.if_version != object.version) return problem(operation, 412, "version-mismatch");
    const FakeObject changed = with(operation, object);
    if (changed != object) {
      object = changed;
      ++object.version;
    }
    return success(operation, 200, object);
  }

  OperationResult create(const Operation& operation) {
    FakeObject fresh;
    fresh.sphero_id = std::string(name_of(operation.kind)).substr(0, 1) + "-" + operation.clever_id.text();
    fresh = with(operation, fresh);
    const auto [at, inserted] = objects.try_emplace({operation.kind, operation.clever_id}, fresh);
    if (inserted) return success(operation, 201, at->second);
    fresh.version = at->second.version;
    return fresh == at->second ? success(operation, 200, at->second) : problem(operation, 409, "exists");
  }

  OperationResult relink(const Operation& operation) {
    const Key key{operation.kind, operation.clever_id};
    if (const auto account = hand_made.find(operation.sphero_id); account != hand_made.end()) {
      if (operation.if_version != account->second.version) return problem(operation, 412, "version-mismatch");
      FakeObject object;
      object.sphero_id = operation.sphero_id;
      object.fields = account->second.fields;
      object.version = account->second.version + 1;
      hand_made.erase(account);
      return success(operation, 200, objects[key] = object);
    }
    for (auto& [old_key, object] : objects) {
      if (old_key.first != operation.kind || object.sphero_id != operation.sphero_id) continue;
      if (old_key == key) return success(operation, 200, object);
      if (operation.if_version != object.version) return problem(operation, 412, "version-mismatch");
      FakeObject moved = object;
      ++moved.version;
      const UserId was = old_key.second.as<UserTag>();
      objects.erase(old_key);
      for (auto& [other_key, other] : objects) {
        for (std::vector<UserId>* const members : {&other.teachers, &other.students}) {
          std::replace(members->begin(), members->end(), was, operation.clever_id.as<UserTag>());
        }
        std::sort(other.students.begin(), other.students.end());
      }
      return success(operation, 200, objects[key] = moved);
    }
    return problem(operation, 404, "not-found");
  }

  static FakeObject with(const Operation& operation, FakeObject object) {
    for (const auto& [field, value] : operation.set) {
      if (value.empty()) {
        object.fields.erase(field);
      } else {
        object.fields[field] = value;
      }
    }
    std::set<UserId> students(object.students.begin(), object.students.end());
    for (const UserId& id : operation.remove_students) students.erase(id);
    students.insert(operation.add_students.begin(), operation.add_students.end());
    object.students.assign(students.begin(), students.end());
    for (const UserId& id : operation.remove_teachers) std::erase(object.teachers, id);
    for (const UserId& id : operation.add_teachers) {
      if (std::find(object.teachers.begin(), object.teachers.end(), id) == object.teachers.end()) {
        object.teachers.push_back(id);
      }
    }
    if (operation.primary_teacher) {
      std::erase(object.teachers, *operation.primary_teacher);
      object.teachers.insert(object.teachers.begin(), *operation.primary_teacher);
    }
    if (operation.action == Operation::Action::archive) object.archived = true;
    if (operation.action == Operation::Action::restore) object.archived = false;
    return object;
  }

  template <class Object>
  static void fill(Object& record, const FakeObject& object, Texts& texts) {
    record.sphero_id = texts.keep(object.sphero_id);
    record.archived = object.archived;
    for (const auto& field : fields_of(record)) {
      const auto value = object.fields.find(std::string(field.name));
      if (value != object.fields.end()) record.*field.member = texts.keep(value->second);
    }
  }

  Observation observe(const std::function<bool(const Key&)>& wanted) const {
    Observation seen;
    Texts& texts = *seen.live.texts;
    for (const auto& [key, object] : objects) {
      if (!wanted(key)) continue;
      seen.versions.emplace(key, object.version);
      if (key.first == Kind::teacher) {
        SpheroTeacher& teacher = seen.live.managed.teachers.emplace_back();
        teacher.id = key.second.as<UserTag>();
        fill(teacher, object, texts);
      } else if (key.first == Kind::student) {
        SpheroStudent& student = seen.live.managed.students.emplace_back();
        student.id = key.second.as<UserTag>();
        fill(student, object, texts);
      } else {
        SpheroClass& sphero_class = seen.live.managed.classes.emplace_back();
        sphero_class.id = key.second.as<SectionTag>();
        fill(sphero_class, object, texts);
        sphero_class.teachers = object.teachers;
        sphero_class.students = object.students;
        if (!object.manual.empty()) {
          ManualMembers& manual = seen.live.manual.emplace_back();
          manual.id = sphero_class.id;
          for (const std::string& id : object.manual) manual.students.push_back(texts.keep(id));
        }
      }
    }
    for (const auto& [sphero_id, account] : hand_made) {
      UnmanagedTeacher& teacher = seen.live.unmanaged.emplace_back();
      teacher.sphero_id = texts.keep(sphero_id);
      seen.unmanaged_versions.emplace(sphero_id, account.version);
      const auto value = [&](const char* field) {
        const auto found = account.fields.find(field);
        return found == account.fields.end() ? std::string_view{} : texts.keep(found->second);
      };
      teacher.email = value("email");
      teacher.first_name = value("first_name");
      teacher.last_name = value("last_name");
    }
    return seen;
  }

  std::mutex mutex_;
  std::map<std::string, std::pair<std::vector<Operation>, BatchAnswered>> answers_;
};

}  // namespace clever_sync::testing
