#include "sandbox/generator.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sandbox/district_maker.hpp"

namespace clever_sync {
namespace {

constexpr std::size_t class_size = 25;
constexpr std::size_t classes_per_teacher = 5;
constexpr std::int64_t school_size = 600;
constexpr int periods = 6;

constexpr auto subjects = std::to_array<std::string_view>(
    {"english/language arts", "math", "science", "social studies", "technology and engineering", "arts and music"});
constexpr auto course_words =
    std::to_array<std::string_view>({"Reading", "Math", "Science", "History", "Robotics", "Music"});
static_assert(subjects.size() == periods && course_words.size() == periods);

struct Stage {
  std::string_view name;
  std::vector<std::string_view> grades;
};
const std::vector<Stage>& stages() {
  static const std::vector<Stage> all = {{"Elementary", {"Kindergarten", "1", "2", "3", "4", "5"}},
                                         {"Middle", {"6", "7", "8"}},
                                         {"High", {"9", "10", "11", "12"}}};
  return all;
}

struct MadeStudent {
  UserId id;
  std::string_view grade;
};

struct Terms {
  TermId fall, year;
};

class SchoolMaker {
 public:
  SchoolMaker(DistrictMaker& maker, const SchoolId& school, const Stage& stage, const Terms& terms)
      : maker_(maker), school_(school), stage_(stage), terms_(terms) {}

  void fill(std::int64_t students) {
    for (std::int64_t made = 0; made < students; ++made) {
      const std::string_view grade =
          stage_.grades[static_cast<std::size_t>(made) * stage_.grades.size() / static_cast<std::size_t>(students)];
      students_.push_back({.id = maker_.add_student(school_, grade), .grade = grade});
    }
    const std::size_t per_period = (students_.size() + class_size - 1) / class_size;
    const std::size_t teachers =
        std::max(per_period, (per_period * periods + classes_per_teacher - 1) / classes_per_teacher);
    for (std::size_t made = 0; made < teachers; ++made) teachers_.push_back(maker_.add_teacher(school_));
    for (int period = 0; period < periods; ++period) fill_period(static_cast<std::size_t>(period));
  }

 private:
  // Shuffled within each grade, then cut into classes: most have one grade, those at a seam have two.
  void fill_period(std::size_t period) {
    maker_.random().shuffle(students_);
    std::ranges::stable_sort(students_, {}, [this](const MadeStudent& made) {
      return std::ranges::find(stage_.grades, made.grade) - stage_.grades.begin();
    });
    for (std::size_t first = 0; first < students_.size(); first += class_size) {
      const std::size_t last = std::min(first + class_size, students_.size());
      SectionWish wish{.school = school_, .term = period + 1 == periods ? terms_.year : terms_.fall};
      for (std::size_t at = first; at < last; ++at) wish.students.push_back(students_[at].id);
      wish.grade = students_[first].grade;
      wish.subject = subjects.at(period);
      wish.period = fmt::format("{}", period + 1);
      const std::string course = fmt::format("{} {}", course_words.at(period), wish.grade);
      wish.course = maker_.add_course(course);
      wish.teachers = {teachers_[next_teacher_++ % teachers_.size()]};
      if (maker_.random().below(10) == 0) {
        const UserId other = teachers_[maker_.random().below(teachers_.size())];
        if (other != wish.teachers.front()) wish.teachers.push_back(other);
      }
      wish.name = section_name(course, maker_.teacher(wish.teachers.front()).last_name, wish.period);
      maker_.add_section(wish);
    }
  }

  DistrictMaker& maker_;
  SchoolId school_;
  const Stage& stage_;
  Terms terms_;
  std::vector<MadeStudent> students_;
  std::vector<UserId> teachers_;
  std::size_t next_teacher_ = 0;
};

}  // namespace

Roster generate_district(const GeneratorWish& wish) {
  DistrictMaker maker("Mesa Unified (generated)", wish.seed);
  const auto add_term = [&maker](const InventedTerm& term) {
    return maker.add_term(term.name, parse_date(term.start), parse_date(term.end));
  };
  const Terms terms{.fall = add_term(fall_term), .year = add_term(year_term)};
  add_term(spring_term);

  const std::int64_t schools = std::max<std::int64_t>(1, (wish.students + school_size / 2) / school_size);
  std::int64_t left = wish.students;
  for (std::int64_t number = 0; number < schools; ++number) {
    const Stage& stage = stages()[static_cast<std::size_t>(number) % stages().size()];
    const SchoolId school = maker.add_school(fmt::format("{} School {:03}", stage.name, number + 1),
                                             stage.grades.front(), stage.grades.back());
    const std::int64_t mean = left / (schools - number);
    const auto swing = static_cast<std::int64_t>(maker.random().below(101)) - 50;
    const bool last = number + 1 == schools;
    const std::int64_t size = last ? left : std::clamp<std::int64_t>(mean + swing, 0, left);
    left -= size;
    SchoolMaker(maker, school, stage, terms).fill(size);
  }
  return maker.finish();
}

}  // namespace clever_sync
