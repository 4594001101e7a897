#include "catch.hpp"
#include "scratch.hpp"
#include "workspace/object_codec.hpp"
#include "workspace/pack_format.hpp"

using namespace clever_sync;

TEST_CASE("a blob's id is git's", "[workspace]") {
  // `printf 'hello\n' | git hash-object --stdin`, and the well-known id of the empty blob
  CHECK(Repository::blob_id("hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a");
  CHECK(Repository::blob_id("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST_CASE("the empty tree's id is git's", "[workspace]") {
  CHECK(to_hex(hash_object(ObjectType::tree, encode_tree({}))) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

TEST_CASE("ids as hex and as bytes are the same ids", "[workspace]") {
  const ObjectId hex = "ce013625030ba8dba906f756967f9e9ca394464a";
  CHECK(to_hex(from_hex(hex)) == hex);
}

TEST_CASE("a tree is written in git's order, where a folder sorts as if its name ended in a slash", "[workspace]") {
  const auto entry = [](FileMode mode, const char* name) { return TreeEntry{.mode = mode, .name = name}; };
  const std::string bytes = encode_tree({entry(mode_file, "a0"), entry(mode_folder, "a"), entry(mode_file, "a.json"),
                                         entry(mode_file, "B"), entry(mode_file, "a-b")});
  const std::vector<TreeEntry> parsed = parse_tree(bytes);
  std::vector<std::string> names;
  for (const TreeEntry& each : parsed) names.push_back(each.name);
  // '-' 2d, '.' 2e, '/' 2f, '0' 30
  CHECK(names == std::vector<std::string>{"B", "a-b", "a.json", "a", "a0"});
  CHECK(parsed[3].is_folder());
  CHECK(encode_tree(parsed) == bytes);
}

TEST_CASE("a cut tree object is refused at every length", "[workspace]") {
  const std::string bytes = encode_tree({TreeEntry{.mode = mode_file, .name = "roster.json"}});
  CHECK(parse_tree(bytes).size() == 1);
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(parse_tree(std::string_view(bytes).substr(0, length)), Error);
  }
}

TEST_CASE("a commit's text has subject, body and trailers as paragraphs", "[workspace]") {
  const Author author{.name = "Ann Engineer", .email = "ann@example.org"};
  const Oid tree = from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  const CommitMessage message{.subject = "snapshot 2026-11-24: 3 sections gone",
                              .body = "Lincoln Middle: 3\n\n",
                              .trailers = {{.key = "Clever-Sync-Stage", .value = "snapshot"}}};
  CHECK(encode_commit(tree, std::nullopt, author, night(0), message) ==
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
        "author Ann Engineer <ann@example.org> 1795485600 +0000\n"
        "committer Ann Engineer <ann@example.org> 1795485600 +0000\n\n"
        "snapshot 2026-11-24: 3 sections gone\n\n"
        "Lincoln Middle: 3\n\n"
        "Clever-Sync-Stage: snapshot\n");
  CHECK_THROWS_AS(encode_commit(tree, std::nullopt, author, night(0), subject("two\nlines")), Error);
}

TEST_CASE("a pack entry's header carries type and size in seven-bit groups", "[workspace]") {
  CHECK(encode_entry_header(ObjectType::blob, 5) == std::string("\x35"));
  CHECK(encode_entry_header(ObjectType::tree, 0) == std::string("\x20"));
  // 300 = 0b1_0010_1100: low four bits 12 with the type and "more", then 18
  CHECK(encode_entry_header(ObjectType::commit, 300) == std::string("\x9c\x12"));
}

TEST_CASE("a pack index sends offsets beyond two gigabytes to its second table", "[workspace]") {
  PackedObject near{.id = {}, .crc = 7, .offset = 12};
  PackedObject far{.id = {}, .crc = 9, .offset = std::uint64_t{5} << 30U};
  far.id[0] = 1;
  const std::string index = encode_pack_index({far, near}, Oid{});
  // magic and version, fan-out, two ids, two CRCs, two offsets, one wide offset, two checksums
  REQUIRE(index.size() == 8 + 1024 + 40 + 8 + 8 + 8 + 40);
  const std::string offsets = index.substr(8 + 1024 + 40 + 8, 16);
  CHECK(offsets == std::string("\0\0\0\x0c\x80\0\0\0\0\0\0\x01\x40\0\0\0", 16));
}
