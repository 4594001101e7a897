#include "limits.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <filesystem>

#include "base/error.hpp"

namespace clever_sync::bench {

namespace {

namespace ondemand = simdjson::ondemand;

std::size_t count(ondemand::value value) {
  std::size_t values = 1;
  switch (value.type().value()) {
    case ondemand::json_type::array:
      for (auto item : value.get_array()) values += count(item.value());
      return values;
    case ondemand::json_type::object:
      for (auto field : value.get_object()) {
        values += field.unescaped_key().value().size();
        values += count(field.value().value());
      }
      return values;
    case ondemand::json_type::string:
      return values + value.get_string().value().size();
    case ondemand::json_type::number:
      return values + static_cast<std::size_t>(value.get_int64().value());
    case ondemand::json_type::boolean:
      return values + (value.get_bool().value() ? 1 : 0);
    case ondemand::json_type::null:
      return values;
  }
  return values;
}

std::size_t count(simdjson::dom::element element) {
  std::size_t values = 1;
  if (element.is_array()) {
    for (const simdjson::dom::element item : simdjson::dom::array(element)) values += count(item);
  } else if (element.is_object()) {
    for (const auto& field : simdjson::dom::object(element)) values += field.key.size() + count(field.value);
  } else if (element.is_string()) {
    values += std::string_view(element).size();
  }
  return values;
}

struct Hasher {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Hasher() = default;
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher(Hasher&&) = delete;
  Hasher& operator=(Hasher&&) = delete;
  ~Hasher() { EVP_MD_CTX_free(context); }

  std::size_t hash(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestInit_ex(context, EVP_sha1(), nullptr);
    EVP_DigestUpdate(context, bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context, digest.data(), &size);
    return digest[0] + std::size_t{1};
  }
};

class Deflater {
 public:
  Deflater() { ensure(deflateInit(&stream_, 1) == Z_OK, "zlib does not start"); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  Deflater(Deflater&&) = delete;
  Deflater& operator=(Deflater&&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  std::size_t deflate(std::string_view bytes) {
    deflateReset(&stream_);
    out_.resize(deflateBound(&stream_, bytes.size()));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
    stream_.avail_out = static_cast<uInt>(out_.size());
    ensure(::deflate(&stream_, Z_FINISH) == Z_STREAM_END, "zlib stopped early");
    return stream_.total_out;
  }

 private:
  z_stream stream_{};
  std::string out_;
};

template <class Take>
std::size_t sum_over(const std::vector<std::string>& places, const Take& take) {
  FileReader reader;
  std::size_t sum = 0;
  for (const std::string& place : places) sum += take(reader.read(place));
  return sum;
}

simdjson::padded_string_view padded(std::string_view bytes) {
  return simdjson::padded_string_view(bytes, bytes.size() + simdjson::SIMDJSON_PADDING);
}

}  // namespace

std::string_view FileReader::read(const std::string& place) {
  const int file = open(place.c_str(), O_RDONLY | O_CLOEXEC);
  ensure(file >= 0, "a file of the bench is gone");
  struct stat about {};
  fstat(file, &about);
  const auto bytes = static_cast<std::size_t>(about.st_size);
  if (buffer_.size() < bytes + simdjson::SIMDJSON_PADDING) buffer_.resize(bytes + simdjson::SIMDJSON_PADDING);
  const bool whole = ::read(file, buffer_.data(), bytes) == about.st_size;
  close(file);
  ensure(whole, "a file of the bench was cut");
  return {buffer_.data(), bytes};
}

std::uint64_t bytes_of(const std::vector<std::string>& places) {
  std::uint64_t bytes = 0;
  for (const std::string& place : places) bytes += std::filesystem::file_size(place);
  return bytes;
}

std::size_t read_files(const std::vector<std::string>& places) {
  return sum_over(places, [](std::string_view bytes) { return bytes.size(); });
}

std::size_t parse_files_on_demand(const std::vector<std::string>& places) {
  ondemand::parser parser;
  return sum_over(places, [&parser](std::string_view bytes) {
    ondemand::document document = parser.iterate(padded(bytes)).value();
    return count(ondemand::value(document.get_value().value()));
  });
}

std::size_t parse_files_into_dom(const std::vector<std::string>& places) {
  simdjson::dom::parser parser;
  return sum_over(places, [&parser](std::string_view bytes) {
    return count(parser.parse(bytes.data(), bytes.size(), false).value());
  });
}

std::size_t hash_files(const std::vector<std::string>& places) {
  Hasher hasher;
  return sum_over(places, [&hasher](std::string_view bytes) { return hasher.hash(bytes); });
}

std::size_t hash_and_deflate_files(const std::vector<std::string>& places) {
  Hasher hasher;
  Deflater deflater;
  return sum_over(places, [&](std::string_view bytes) { return hasher.hash(bytes) + deflater.deflate(bytes); });
}

}  // namespace clever_sync::bench
