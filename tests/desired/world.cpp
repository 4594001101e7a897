#include "world.hpp"

namespace clever_sync {

namespace {

template <class Object>
std::string fields_text(const Object& object) {
  std::string text;
  for (const auto& field : fields_of(object)) text += fmt::format(" {}={}", field.name, object.*field.member);
  return text;
}

template <class Object>
std::string desired_text(const Desired<Object>& desired) {
  return fmt::format("{} {}{} {}", desired.object.id.text(), static_cast<int>(desired.stance),
                     fields_text(desired.object), text_of(desired.cause));
}

std::string ids_text(const std::vector<UserId>& ids) {
  std::string text = "[";
  for (const UserId& id : ids) text += id.text() + " ";
  return text + "]";
}

}  // namespace

std::string text_of(const DesiredResult& result) {
  std::string text;
  for (const auto& teacher : result.state.teachers) text += desired_text(teacher) + "\n";
  for (const auto& student : result.state.students) text += desired_text(student) + "\n";
  for (const auto& desired : result.state.classes)
    text += desired_text<SpheroClass>(desired) + ids_text(desired.object.teachers) + ids_text(desired.object.students) +
            ids_text(desired.unshared_teachers) + ids_text(desired.unshared_students) + ids_text(desired.dropped) +
            "\n";
  for (const Rekeyed& rekeyed : result.state.rekeyed)
    text += fmt::format("{} {} {}\n", rekeyed.was.text(), rekeyed.now.text(), rekeyed.same_name);
  for (const LeftOut& out : result.left_out)
    text += fmt::format("{} {} {} {}\n", name_of(out.kind), out.id.text(), out.rule->id,
                        out.because_of ? out.because_of->text() : "");
  for (const Finding& finding : result.findings) text += finding.code + finding.id + finding.message + "\n";
  return text;
}

}  // namespace clever_sync
