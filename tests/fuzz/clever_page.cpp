// First line: the collection. Then the body of one page.
#include "clever/page_codec.hpp"
#include "fuzz_target.hpp"

using namespace clever_sync;

namespace {

const DistrictId our_district = *DistrictId::parse("58da8a43cc70ab00017a1a87");

void check(const CleverPage& page, const Harvest& harvest) {
  const std::size_t records = harvest.districts.size() + harvest.schools.size() + harvest.terms.size() +
                              harvest.courses.size() + harvest.sections.size() + harvest.teachers.size() +
                              harvest.students.size();
  fuzz::require(records <= page.rows, "a page gives no more records than it has rows");
  fuzz::require(page.rows == 0 || page.last.has_value(), "a page with rows has a last id");
}

void read_page(const std::string& body, const PageQuery& query) {
  PageDecoder decoder(std::make_shared<Texts>());
  fuzz::takes([&] {
    Harvest harvest;
    const auto decoded = decoder.decode(body, query, harvest);
    if (const PageDamage* const damage = std::get_if<PageDamage>(&decoded)) {
      fuzz::require(!damage->code.empty() && !damage->reason.empty(), "a damage says what it is");
      return;
    }
    check(std::get<CleverPage>(decoded), harvest);
    (void)findings_of(std::move(harvest.notes));
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [name, body] = fuzz::split_first_line(fuzz::text_of(data, size));
  PageQuery query{.collection = CleverCollection::districts,
                  .district = our_district,
                  .student_email = CleverOptions::StudentEmail::keep,
                  .after = std::nullopt};
  for (const CleverCollection collection : roster_collections) {
    if (name == name_of(collection)) query.collection = collection;
  }
  read_page(std::string(body), query);
  return 0;
}
