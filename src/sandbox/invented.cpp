#include "sandbox/invented.hpp"

#include <fmt/core.h>

#include <array>

#include "sandbox/random.hpp"

namespace clever_sync {
namespace {

constexpr auto given_names = std::to_array<std::string_view>(
    {"Abrix",  "Bolena", "Corvin",   "Dalwyn",   "Elspra",  "Fennick",  "Gildra",   "Hokuma", "Ivendor", "Jorabel",
     "Kippo",  "Lumara", "Mirovan",  "Nyxandra", "Orlick",  "Pimmola",  "Quillan",  "Rosker", "Sundra",  "Tovarin",
     "Ulmeda", "Vexley", "Wimberlo", "Xandrin",  "Yolbert", "Zephrine", "Arlomina", "Brunix", "Celdora", "Dorvik"});

constexpr auto surnames = std::to_array<std::string_view>(
    {"Amberquill", "Brindlewick", "Copperfen",   "Dustlebury",  "Emberfold",  "Fizzlewood",  "Glimmerstone",
     "Hazelfont",  "Inkwhistle",  "Jumblethorn", "Kettlebrook", "Lanternby",  "Mossgrove",   "Nettlepond",
     "Oatbarrow",  "Puddlemere",  "Quartzley",   "Rumblecroft", "Snailworth", "Thimblegate", "Umberlain",
     "Velvetmoor", "Wobbleton",   "Yarrowfish",  "Zigglesworth"});

}  // namespace

std::string clever_id_text(std::uint32_t seconds, std::uint64_t process, std::uint64_t counter) {
  return fmt::format("{:08x}{:010x}{:06x}", seconds, process & 0xFFFFFFFFFFULL, counter & 0xFFFFFFULL);
}

std::string_view invented_given_name(std::uint64_t pick) {
  return given_names[pick % given_names.size()];
}
std::string_view invented_surname(std::uint64_t pick) {
  return surnames[pick % surnames.size()];
}

std::string last_name_for(std::string_view initial, const UserId& of) {
  return fmt::format("{}-Invented-{:02x}", initial, number_of(of) & 0xFF);
}

std::uint64_t number_of(const UserId& id) {
  std::string text;
  id.append_to(text);
  std::uint64_t folded = 0;
  for (const char digit : text) folded = folded * 31 + static_cast<unsigned char>(digit);
  return SplitMix64(folded).next();
}

}  // namespace clever_sync
