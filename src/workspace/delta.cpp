#include "workspace/delta.hpp"

#include <algorithm>

namespace clever_sync {

namespace {

/// Reads a delta's bytes from the front; after a failure everything read is 0.
class DeltaReader {
 public:
  explicit DeltaReader(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool done() const { return at_ == bytes_.size(); }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t at() const { return at_; }

  std::size_t byte() {
    if (done()) failed_ = true;
    return failed_ ? 0 : static_cast<unsigned char>(bytes_[at_++]);
  }
  std::size_t number() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::size_t next = byte();
      value |= (next & 0x7FU) << shift;
      if ((next & 0x80U) == 0) return value;
    }
    failed_ = true;
    return 0;
  }
  /// The bytes of a number that `mask` has a bit for, the lowest first.
  std::size_t sparse(std::size_t mask, unsigned bytes) {
    std::size_t value = 0;
    for (unsigned i = 0; i < bytes; ++i) {
      if ((mask >> i & 1U) != 0) value |= byte() << (8 * i);
    }
    return value;
  }
  void skip(std::size_t count) {
    if (bytes_.size() - at_ < count) failed_ = true;
    if (!failed_) at_ += count;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<Delta> parse_delta(std::string bytes) {
  Delta delta;
  delta.bytes = std::move(bytes);
  DeltaReader reader(delta.bytes);
  delta.base_size = reader.number();
  const std::size_t size = reader.number();
  while (!reader.done() && !reader.failed()) {
    const std::size_t code = reader.byte();
    DeltaStep step{.begin = delta.size, .size = code, .source = reader.at(), .copied = (code & 0x80U) != 0};
    if (step.copied) {
      step.source = reader.sparse(code, 4);
      step.size = reader.sparse(code >> 4U & 7U, 3);
      if (step.size == 0) step.size = 0x10000;
      if (step.source > delta.base_size || delta.base_size - step.source < step.size) return std::nullopt;
    } else {
      if (code == 0) return std::nullopt;
      reader.skip(step.size);
    }
    delta.size += step.size;
    delta.steps.push_back(step);
  }
  if (reader.failed() || delta.size != size) return std::nullopt;
  return delta;
}

std::size_t Delta::step_at(std::size_t at) const {
  const auto after = std::ranges::upper_bound(steps, at, {}, &DeltaStep::begin);
  return static_cast<std::size_t>(after - steps.begin()) - 1;
}

std::optional<std::size_t> Delta::place_of(std::size_t from, std::size_t to) const {
  for (const DeltaStep& step : steps) {
    if (step.copied && step.source <= from && to <= step.source + step.size) return step.begin + from - step.source;
  }
  return std::nullopt;
}

std::string Delta::apply(std::string_view base) const {
  std::string whole;
  whole.reserve(size);
  for (const DeltaStep& step : steps) {
    const std::string_view from = step.copied ? base : std::string_view(bytes);
    whole.append(from.substr(step.source, step.size));
  }
  return whole;
}

}  // namespace clever_sync
