#pragma once
// Deflater: bytes as a zlib stream, at level 1: level 6 costs twice the time for a fifth of the bytes. Two ways to the
// same format, of which the build takes one: libdeflate where it is installed (deflater_libdeflate.cpp), since it takes
// two thirds of zlib's time for fewer bytes, else zlib itself (deflater_zlib.cpp). And the way back, for streams of
// which the inflated size is known, which libdeflate goes in half of zlib's time. Private to this folder.

#include <memory>
#include <string>
#include <string_view>

namespace clever_sync {

class Deflater {
 public:
  Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  Deflater(Deflater&&) = delete;
  Deflater& operator=(Deflater&&) = delete;
  ~Deflater();

  /// Appends the stream that holds these bytes.
  void append(std::string& out, std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Fills `out` with what the zlib stream holds, which may have other bytes behind it; false unless the stream is whole
/// and holds exactly so many.
bool inflate_into(std::string_view deflated, std::string& out);

}  // namespace clever_sync
