#include <zlib.h>

#include <algorithm>

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
