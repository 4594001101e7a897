#pragma once
// Deflater: bytes as a zlib stream, at level 1: level 6 costs twice the time for a fifth of the bytes. Two ways to the
// same format, of which the build takes one: libdeflate where it is installed (deflater_libdeflate.cpp), since it takes
// two thirds of zlib's time for fewer bytes, else zlib itself (deflater_zlib.cpp). Private to this folder.

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

}  // namespace clever_sync
