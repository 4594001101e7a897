#include "base/text_search.hpp"

#include <algorithm>
#include <cstring>

namespace clever_sync {

std::size_t find_text(std::string_view bytes, std::string_view wanted, std::size_t from) {
  if (from >= bytes.size()) return std::string_view::npos;
  const std::string_view rest = bytes.substr(from);
  const void* const at = memmem(rest.data(), rest.size(), wanted.data(), wanted.size());
  return at == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char*>(at) - bytes.data());
}

bool holds_text(std::string_view bytes, std::string_view wanted) {
  return find_text(bytes, wanted, 0) != std::string_view::npos;
}

std::string_view line_at(std::string_view bytes, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : bytes.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::string_view line = bytes.substr(begin, std::min(bytes.find('\n', at), bytes.size()) - begin);
  if (line.ends_with(',')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> lines_with(std::string_view bytes, std::string_view wanted, std::size_t at_most) {
  std::vector<std::string_view> lines;
  for (std::size_t at = find_text(bytes, wanted, 0); at != std::string_view::npos && lines.size() < at_most;) {
    lines.push_back(line_at(bytes, at));
    const auto end = static_cast<std::size_t>(lines.back().data() - bytes.data()) + lines.back().size();
    at = find_text(bytes, wanted, end);
  }
  return lines;
}

}  // namespace clever_sync
