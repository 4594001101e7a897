#include "wish.hpp"

#include <charconv>
#include <iostream>

#include "base/error.hpp"

namespace clever_sync::bench {

namespace {

template <class Number>
Number positive(const std::string& text, const std::string& what) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !(number > 0))
    throw Error(ErrorKind::usage, what + " is no positive number: " + text);
  return number;
}

}  // namespace

Wish parse_wish(const std::vector<std::string>& arguments) {
  Wish wish;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    if (!word.starts_with("--")) {
      wish.sizes.push_back(positive<std::int64_t>(word, "a number of students"));
      continue;
    }
    if (word != "--pairs" && word != "--bound" && word != "--only")
      throw Error(ErrorKind::usage, "there is no option " + word);
    if (++at == arguments.size()) throw Error(ErrorKind::usage, word + " lacks its value");
    if (word == "--pairs") wish.pairs = positive<int>(arguments[at], word);
    if (word == "--bound") wish.bound = positive<double>(arguments[at], word);
    if (word == "--only") wish.only = arguments[at];
  }
  if (wish.sizes.empty()) throw Error(ErrorKind::usage, "no number of students is given");
  return wish;
}

std::optional<Wish> read_wish(int argc, char** argv, const char* usage) {
  try {
    return parse_wish({argv + 1, argv + argc});
  } catch (const Error& error) {
    std::cerr << error.what() << "\nusage: " << usage << "\n";
    return std::nullopt;
  }
}

}  // namespace clever_sync::bench
