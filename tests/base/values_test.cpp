// Ids, digests, texts and errors: the small values everything else stands on.
#include <rapidcheck.h>

#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/same_text.hpp"
#include "base/shared_vector.hpp"
#include "base/texts.hpp"
#include "catch.hpp"

namespace clever_sync {

namespace {
using TestId = Id<struct TestTag>;
}

TEST_CASE("an id is 24 lower-case hex digits and nothing else", "[id]") {
  CHECK(TestId::parse("58da8a43cc70ab00017a1a87")->text() == "58da8a43cc70ab00017a1a87");
  for (const char* text : {"", "58da8a43cc70ab00017a1a8", "58da8a43cc70ab00017a1a877", "58DA8A43CC70AB00017A1A87",
                           "58da8a43cc70ab00017a1a8g", "../../../../../etc/passw"}) {
    CHECK_FALSE(TestId::parse(text).has_value());
  }
}

TEST_CASE("no byte but the sixteen lower-case digits stands in an id, wherever it stands", "[base]") {
  const std::string_view digits = "0123456789abcdef";
  const std::string text = "58da8a43cc70ab00017a1a87";
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = text;
      other[at] = static_cast<char>(byte);
      const auto id = TestId::parse(other);
      const bool is_digit = digits.find(static_cast<char>(byte)) != std::string_view::npos;
      if (id.has_value() != is_digit || (id && id->text() != other)) FAIL_CHECK("place " << at << ", byte " << byte);
    }
  }
}

TEST_CASE("an id reads the same in words, on machines without the wider registers", "[id]") {
  CHECK(rc::check([] {
    std::string text =
        *rc::gen::container<std::string>(id_text_bytes, rc::gen::elementOf(std::string("0123456789abcdef")));
    if (*rc::gen::arbitrary<bool>()) text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    detail::IdBytes wide{}, in_words{};
    const bool is_id = detail::decode_id(text, wide);
    RC_ASSERT(detail::decode_id_in_words(text, in_words) == is_id);
    RC_ASSERT(!is_id || wide == in_words);
  }));
}

TEST_CASE("ids order as their text does", "[id]") {
  CHECK(rc::check([] {
    const auto digits = rc::gen::container<std::string>(24, rc::gen::elementOf(std::string("0123456789abcdef")));
    const std::string one = *digits;
    const std::string other = *digits;
    RC_ASSERT((*TestId::parse(one) < *TestId::parse(other)) == (one < other));
    RC_ASSERT(TestId::parse(one)->text() == one);
  }));
}

TEST_CASE("SHA-256 is the published one", "[digest]") {
  // Source: FIPS 180-2, appendix B.1
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 pieces;
  pieces.update("a");
  pieces.update("");
  pieces.update("bc");
  CHECK(pieces.finish_hex() == sha256_hex("abc"));
}

TEST_CASE("an arena keeps texts where they are", "[texts]") {
  Texts texts;
  const std::string large(1'000'000, 'x');
  const std::string_view first = texts.keep("first");
  const std::string_view kept_large = texts.keep(large);
  for (int i = 0; i < 100'000; ++i) texts.keep("something of some length");
  CHECK(first == "first");
  CHECK(kept_large == large);
  CHECK(texts.keep("").empty());
  CHECK(texts.reserved_bytes() >= 1'000'000);
}

TEST_CASE("interned texts share one copy", "[texts]") {
  Texts texts;
  const std::string_view one = texts.intern("Kindergarten");
  CHECK(texts.intern(std::string("Kindergarten")).data() == one.data());
  CHECK(texts.intern("1").data() != one.data());
  CHECK(texts.intern("").empty());
}

TEST_CASE("interned texts of any length are told apart by each of their bytes", "[texts]") {
  Texts texts;
  std::set<const char*> copies;
  std::size_t written = 0;
  for (std::size_t length = 1; length <= 40; ++length) {
    for (std::size_t changed = 0; changed <= length; ++changed) {  // == length: none is
      std::string text(length, 'a');
      if (changed < length) text[changed] = 'b';
      const std::string_view kept = texts.intern(text);
      CHECK(kept == text);
      CHECK(texts.intern(std::string(text)).data() == kept.data());
      copies.insert(kept.data());
      ++written;
    }
  }
  CHECK(copies.size() == written);
}

TEST_CASE("texts are the same if all their bytes are, of whatever length", "[texts]") {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string text(size, 'a'), again(size, 'a');
    CHECK(same_text(text, again));
    CHECK_FALSE(same_text(text, text + 'a'));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      if (same_text(text, other)) FAIL_CHECK("size " << size << ", place " << at);
    }
  }
}

TEST_CASE("a broken invariant is a bug, to be reported", "[error]") {
  ensure(true, "x");
  try {
    ensure(false, "the sky has fallen");
    FAIL("went on");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bug);
    CHECK(std::string(error.what()) == "internal error: the sky has fallen; please report this");
  }
}

TEST_CASE("a shared vector is a value: a change to one copy is not seen in another", "[shared_vector]") {
  SharedVector<int> first{1, 2, 3};
  SharedVector<int> second = first;
  CHECK(second.shares(first));
  second.push_back(4);
  CHECK_FALSE(second.shares(first));
  CHECK(first == SharedVector<int>{1, 2, 3});
  CHECK(second == SharedVector<int>{1, 2, 3, 4});

  SharedVector<int> third = second;
  third.at(0) = 7;
  for (int& each : third) each += 1;
  CHECK(second.get() == std::vector{1, 2, 3, 4});
  CHECK(third.get() == std::vector{8, 3, 4, 5});
  third.clear();
  CHECK(third.empty());
  CHECK(second.size() == 4);
}

TEST_CASE("reading a shared vector copies nothing, and one that was moved from is empty", "[shared_vector]") {
  const SharedVector<int> first{1, 2, 3};
  SharedVector<int> second = first;
  int sum = 0;
  for (const int each : std::as_const(second)) sum += each;
  CHECK(sum == first.front() + std::as_const(second).at(1) + std::as_const(second).back());
  CHECK(second.shares(first));
  const SharedVector<int> third = std::move(second);
  CHECK(third.shares(first));
  CHECK(second.empty());  // NOLINT(bugprone-use-after-move): that is the question
  CHECK(SharedVector<int>() == SharedVector<int>{});
}

}  // namespace clever_sync
