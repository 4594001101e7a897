#pragma once
// What every fuzz target shares: the promise that nothing but an Error comes out, laws that end the process when they
// are broken, and the form of inputs. An input is text that a person can write: where a reader takes more than bytes,
// the first line says the rest, and files stand one after another, each after a line `@ path`.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace clever_sync::fuzz {

/// libFuzzer's empty input is a null pointer, which no string of the program ever is.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return "";
  return {reinterpret_cast<const char*>(data), size};
}

/// A law that must hold whatever the input is. libFuzzer keeps the input that broke it.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n", law);
  std::abort();
}

/// Runs a reader on what may be anything. An Error is an answer; a bug is none, and anything else ends the process.
/// True if the reader took the input.
template <class Read>
bool takes(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    require(error.kind() != ErrorKind::bug, error.what());
    return false;
  }
}

/// The first line, without its line feed, and what follows.
inline std::pair<std::string_view, std::string_view> split_first_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {text, ""};
  return {text.substr(0, end), text.substr(end + 1)};
}

struct NamedFile {
  std::string_view path, bytes;
};

inline std::vector<NamedFile> split_files(std::string_view text) {
  std::vector<NamedFile> files;
  while (text.starts_with("@ ")) {
    const auto [line, rest] = split_first_line(text.substr(2));
    std::size_t end = rest.starts_with("@ ") ? 0 : rest.find("\n@ ");
    if (end != std::string_view::npos && end != 0) ++end;  // the line feed belongs to the file
    files.push_back({.path = line, .bytes = rest.substr(0, end)});
    text = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  }
  return files;
}

}  // namespace clever_sync::fuzz
