// How wide a text stands on a terminal.
#include "review/columns.hpp"

#include "catch.hpp"

using clever_sync::count_columns;

TEST_CASE("a letter takes a column, a Chinese one or an emoji two, a mark on a letter none", "[review]") {
  CHECK(count_columns("") == 0);
  CHECK(count_columns("Robotics 7") == 10);
  CHECK(count_columns("Señora Núñez") == 12);
  CHECK(count_columns("Sen\u0303ora") == 6);
  CHECK(count_columns("机器人") == 6);
  CHECK(count_columns("ロボット") == 8);
  CHECK(count_columns("로봇") == 4);
  CHECK(count_columns("\u1112\u1161\u11ab") == 2);  // one syllable, spelled in three letters
  CHECK(count_columns("Ｒ７") == 4);
  CHECK(count_columns("🤖 A+") == 5);
  CHECK(count_columns("❤\uFE0F") == 1);
  CHECK(count_columns("🇺🇸") == 2);
  CHECK(count_columns("ﾛﾎﾞ") == 3);
  CHECK(count_columns("שָׁלוֹם") == 4);
  CHECK(count_columns("→ … 39.8 %") == 10);
  CHECK(count_columns("\xff\xfe") == 2);
}
