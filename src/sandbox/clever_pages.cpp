#include "sandbox/clever_pages.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <span>

#include "base/error.hpp"
#include "sandbox/clever_records.hpp"

namespace clever_sync {
namespace {

// A generated district of 100,000 students is 130 MB of pages; beyond this the pages are made again.
constexpr std::size_t most_kept_bytes = std::size_t{384} << 20;

std::string link(std::string_view rel, std::string_view uri) {
  return fmt::format(R"({{"rel":"{}","uri":"{}"}})", rel, uri);
}

std::string compress(const std::string& bytes) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  ensure(deflateInit2(&stream, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib starts");
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  ensure(ended == Z_STREAM_END, "zlib compresses into the bound that it gave");
  return out;
}

}  // namespace

std::string_view name_of(Collection collection) {
  switch (collection) {
    case Collection::districts:
      return "districts";
    case Collection::schools:
      return "schools";
    case Collection::terms:
      return "terms";
    case Collection::courses:
      return "courses";
    case Collection::sections:
      return "sections";
    case Collection::users:
      return "users";
    case Collection::teachers:
      return "teachers";
    case Collection::students:
      return "students";
    case Collection::staff:
      return "staff";
    case Collection::nobody:
      return "nobody";
  }
  unreachable("collection");
}

std::shared_ptr<const std::string> CleverPages::page(const PageRequest& request,
                                                     const std::optional<Misbehaviour>& wrong) {
  forget_if_old();
  if (wrong && changes_page(wrong->what)) return std::make_shared<const std::string>(render(request, wrong));
  const std::string key =
      fmt::format("{} {} {}", request.uri, request.starting_after ? request.starting_after->text() : "",
                  request.ending_before ? request.ending_before->text() : "");
  const auto kept = pages_.find(key);
  if (kept != pages_.end()) return kept->second;
  auto made = std::make_shared<const std::string>(render(request, std::nullopt));
  kept_bytes_ += made->size();
  if (kept_bytes_ > most_kept_bytes) {
    pages_.clear();
    gzipped_.clear();
    kept_bytes_ = made->size();
  }
  pages_.emplace(key, made);
  return made;
}

std::optional<std::string> CleverPages::single(Collection collection, const CleverId& id, std::string_view uri) {
  forget_if_old();
  const Entries& all = entries(collection);
  const auto at = std::ranges::lower_bound(all, id, {}, &Entry::id);
  if (at == all.end() || at->id != id) return std::nullopt;
  std::string enveloped;
  append_entry(*at, enveloped);
  // The list's envelope is `{"data":…,"uri":…}`; a single record has links in the place of the uri.
  enveloped.resize(enveloped.rfind(R"(,"uri":)"));
  return enveloped + R"(,"links":[)" + link("self", uri) + "]}";
}

std::shared_ptr<const std::string> CleverPages::gzipped(const std::shared_ptr<const std::string>& page) {
  const auto kept = gzipped_.find(page.get());
  if (kept != gzipped_.end()) return kept->second;
  auto made = std::make_shared<const std::string>(compress(*page));
  // Only pages that are kept have an address that stays theirs.
  const bool lasting = std::ranges::any_of(pages_, [&](const auto& pair) { return pair.second == page; });
  if (lasting) gzipped_.emplace(page.get(), made);
  return made;
}

void CleverPages::forget_if_old() {
  if (revision_ == world_.revision) return;
  revision_ = world_.revision;
  entries_.clear();
  pages_.clear();
  gzipped_.clear();
  kept_bytes_ = 0;
}

const CleverPages::Entries& CleverPages::entries(Collection collection) {
  const auto known = entries_.find(collection);
  if (known != entries_.end()) return known->second;
  Entries& list = entries_[collection];
  if (world_.emptied.contains(std::string(name_of(collection)))) return list;

  const auto add = [&](const auto& records, Entry::Of of, const auto& wanted) {
    for (std::size_t at = 0; at < records.size(); ++at) {
      if (!is_shared(world_, records[at]) || !wanted(records[at])) continue;
      list.push_back({.id = records[at].id.template as<AnyTag>(), .at = static_cast<std::uint32_t>(at), .of = of});
    }
  };
  const auto any = [](const auto&) { return true; };
  const Roster& roster = world_.roster;
  switch (collection) {
    case Collection::districts:
      list.push_back({.id = roster.district.id.as<AnyTag>(), .at = 0, .of = Entry::Of::district});
      break;
    case Collection::schools:
      add(roster.schools, Entry::Of::school, any);
      break;
    case Collection::terms:
      add(roster.terms, Entry::Of::term, any);
      break;
    case Collection::courses:
      add(roster.courses, Entry::Of::course, any);
      break;
    case Collection::sections:
      add(roster.sections, Entry::Of::section, any);
      break;
    case Collection::students:
      add(roster.students, Entry::Of::student, any);
      break;
    case Collection::teachers:
      add(roster.teachers, Entry::Of::teacher, any);
      break;
    case Collection::staff:
      add(roster.teachers, Entry::Of::teacher, is_staff_too);
      break;
    case Collection::users:
      if (!world_.emptied.contains("students")) add(roster.students, Entry::Of::student, any);
      if (!world_.emptied.contains("teachers")) add(roster.teachers, Entry::Of::teacher, any);
      std::ranges::sort(list, {}, &Entry::id);
      break;
    case Collection::nobody:
      break;
  }
  return list;
}

void CleverPages::append_entry(const Entry& entry, std::string& out) const {
  const Roster& roster = world_.roster;
  switch (entry.of) {
    case Entry::Of::district:
      append_record(world_, roster.district, out);
      return;
    case Entry::Of::school:
      append_record(world_, roster.schools[entry.at], out);
      return;
    case Entry::Of::term:
      append_record(world_, roster.terms[entry.at], out);
      return;
    case Entry::Of::course:
      append_record(world_, roster.courses[entry.at], out);
      return;
    case Entry::Of::section:
      append_record(world_, roster.sections[entry.at], out);
      return;
    case Entry::Of::student:
      append_record(world_, roster.students[entry.at], out);
      return;
    case Entry::Of::teacher:
      append_record(world_, roster.teachers[entry.at], out);
      return;
  }
  unreachable("kind of entry");
}

std::string CleverPages::render(const PageRequest& request, const std::optional<Misbehaviour>& wrong) {
  const Entries& all = entries(request.collection);
  auto first = all.begin();
  auto last = all.end();
  if (request.starting_after) {
    first = std::ranges::upper_bound(all, *request.starting_after, {}, &Entry::id);
  } else if (request.ending_before) {
    last = std::ranges::lower_bound(all, *request.ending_before, {}, &Entry::id);
    if (std::cmp_greater(last - first, request.limit)) first = last - static_cast<std::ptrdiff_t>(request.limit);
  }
  if (std::cmp_greater(last - first, request.limit)) last = first + static_cast<std::ptrdiff_t>(request.limit);
  const std::span<const Entry> shown(first, last);

  const std::string joint = request.uri.find('?') == std::string::npos ? "?" : "&";
  const auto uri_with = [&](std::string_view cursor, const CleverId& id) {
    return fmt::format("{}{}{}={}", request.uri, joint, cursor, id.text());
  };
  std::string self = request.uri;
  if (request.starting_after) self = uri_with("starting_after", *request.starting_after);
  if (request.ending_before) self = uri_with("ending_before", *request.ending_before);
  const bool has_next = !shown.empty() && (last != all.end() || request.ending_before);
  const bool has_prev = !shown.empty() && (request.starting_after || (request.ending_before && first != all.begin()));
  std::string next = has_next ? uri_with("starting_after", shown.back().id) : std::string{};

  std::string out = R"({"data":[)";
  if (wrong) {
    std::vector<std::string> records(shown.size());
    for (std::size_t at = 0; at < shown.size(); ++at) append_entry(shown[at], records[at]);
    spoil_page(wrong, records, next, self);
    for (std::size_t at = 0; at < records.size(); ++at) out.append(at == 0 ? "" : ",").append(records[at]);
  } else {
    for (std::size_t at = 0; at < shown.size(); ++at) {
      if (at != 0) out.push_back(',');
      append_entry(shown[at], out);
    }
  }
  // On a page after a cursor `prev` stands before `next`: a client that looks for links by position goes back for ever.
  out.append(R"(],"links":[)").append(link("self", self));
  if (has_prev) out.append(",").append(link("prev", uri_with("ending_before", shown.front().id)));
  if (!next.empty()) out.append(",").append(link("next", next));
  out.push_back(']');
  if (request.count == PageRequest::Count::yes) {
    const std::size_t pages = (all.size() + request.limit - 1) / request.limit;
    out.append(fmt::format(R"(,"paging":{{"current":1,"total":{},"count":{}}})", pages, all.size()));
  }
  out.push_back('}');
  return out;
}

}  // namespace clever_sync
