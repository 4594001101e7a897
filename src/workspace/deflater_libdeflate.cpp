#include <libdeflate.h>

#include "base/error.hpp"
#include "workspace/deflater.hpp"

namespace clever_sync {

namespace {

constexpr int fastest = 1;

}  // namespace

struct Deflater::State {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(fastest);
  State() { ensure(compressor != nullptr, "libdeflate does not start"); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  State(State&&) = delete;
  State& operator=(State&&) = delete;
  ~State() { libdeflate_free_compressor(compressor); }
};

bool inflate_into(std::string_view deflated, std::string& out) {
  struct Decompressor {
    libdeflate_decompressor* raw = libdeflate_alloc_decompressor();
    Decompressor() { ensure(raw != nullptr, "libdeflate does not start"); }
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;
    Decompressor(Decompressor&&) = delete;
    Decompressor& operator=(Decompressor&&) = delete;
    ~Decompressor() { libdeflate_free_decompressor(raw); }
  };
  thread_local const Decompressor decompressor;
  std::size_t read = 0, written = 0;
  const libdeflate_result result = libdeflate_zlib_decompress_ex(decompressor.raw, deflated.data(), deflated.size(),
                                                                 out.data(), out.size(), &read, &written);
  return result == LIBDEFLATE_SUCCESS && written == out.size();
}

Deflater::Deflater() : state_(std::make_unique<State>()) {}
Deflater::~Deflater() = default;

void Deflater::append(std::string& out, std::string_view bytes) {
  const std::size_t used = out.size();
  out.resize(used + libdeflate_zlib_compress_bound(state_->compressor, bytes.size()));
  const std::size_t written =
      libdeflate_zlib_compress(state_->compressor, bytes.data(), bytes.size(), out.data() + used, out.size() - used);
  ensure(written > 0, "libdeflate does not compress");
  out.resize(used + written);
}

}  // namespace clever_sync
