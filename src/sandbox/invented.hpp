#pragma once
// Invented people and ids. No name here belongs to anybody: a real district's data never enters this repository. Every
// private value says by itself that it is invented, so that a test can look for it where it must not be.

#include <cstdint>
#include <string>
#include <string_view>

#include "roster/ids.hpp"

namespace clever_sync {

/// A Clever id as Clever makes them: the moment of creation, then a process, then a counter. Later is greater.
/// Source: MongoDB's ObjectId, which Clever's ids are.
std::string clever_id_text(std::uint32_t seconds, std::uint64_t process, std::uint64_t counter);

template <class IdType>
IdType clever_id(std::uint32_t seconds, std::uint64_t process, std::uint64_t counter) {
  return IdType::parse(clever_id_text(seconds, process, counter)).value();
}

std::string_view invented_given_name(std::uint64_t pick);
std::string_view invented_surname(std::uint64_t pick);

/// A last name that begins with the initial that a snapshot kept: `M-Invented-3f`. `of` is the person's id.
std::string last_name_for(std::string_view initial, const UserId& of);

/// A number that belongs to the id, the same on every platform; for choices that need no state.
std::uint64_t number_of(const UserId& id);

}  // namespace clever_sync
