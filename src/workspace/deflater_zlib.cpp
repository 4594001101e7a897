#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "workspace/deflater.hpp"

namespace clever_sync {

namespace {

constexpr int fastest = 1;

}  // namespace

struct Deflater::State {
  z_stream stream{};
  State() { ensure(deflateInit(&stream, fastest) == Z_OK, "zlib does not start"); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  State(State&&) = delete;
  State& operator=(State&&) = delete;
  ~State() { deflateEnd(&stream); }
};

namespace {

struct Inflater {
  z_stream stream{};
  Inflater() { ensure(inflateInit(&stream) == Z_OK, "zlib does not start"); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  Inflater(Inflater&&) = delete;
  Inflater& operator=(Inflater&&) = delete;
  ~Inflater() { inflateEnd(&stream); }
};

}  // namespace

bool inflate_into(std::string_view deflated, std::string& out) {
  thread_local Inflater inflater;
  z_stream& stream = inflater.stream;
  if (inflateReset(&stream) != Z_OK) return false;
  constexpr std::size_t most = std::numeric_limits<uInt>::max();  // zlib counts in 32 bits
  out.push_back('\0');  // room for one byte too many, so that the stream's end is reached as well
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));  // zlib only reads it
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  std::size_t in_left = deflated.size(), out_left = out.size();
  int code = Z_OK;
  for (bool moves = true; code == Z_OK && moves;) {
    const auto in = static_cast<uInt>(std::min(in_left, most));
    const auto room = static_cast<uInt>(std::min(out_left, most));
    stream.avail_in = in;
    stream.avail_out = room;
    code = inflate(&stream, Z_NO_FLUSH);
    in_left -= in - stream.avail_in;
    out_left -= room - stream.avail_out;
    moves = in != stream.avail_in || room != stream.avail_out;
  }
  out.pop_back();
  return code == Z_STREAM_END && out_left == 1;
}

Deflater::Deflater() : state_(std::make_unique<State>()) {}
Deflater::~Deflater() = default;

void Deflater::append(std::string& out, std::string_view bytes) {
  z_stream& stream = state_->stream;
  ensure(deflateReset(&stream) == Z_OK, "zlib does not start again");
  constexpr std::size_t largest_piece = std::size_t{1} << 30U;  // zlib counts in 32 bits
  do {
    const std::string_view piece = bytes.substr(0, largest_piece);
    bytes.remove_prefix(piece.size());
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(piece.size());
    const int mode = bytes.empty() ? Z_FINISH : Z_NO_FLUSH;
    int code = Z_OK;
    while (code != Z_STREAM_END && (mode == Z_FINISH || stream.avail_in > 0)) {
      const std::size_t used = out.size();
      const std::size_t room = std::max<std::size_t>(4096, stream.avail_in / 3U);
      out.resize(used + room);
      stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
      stream.avail_out = static_cast<uInt>(room);
      code = deflate(&stream, mode);
      ensure(code == Z_OK || code == Z_STREAM_END, "zlib does not compress");
      out.resize(used + room - stream.avail_out);
    }
  } while (!bytes.empty());
}

}  // namespace clever_sync
