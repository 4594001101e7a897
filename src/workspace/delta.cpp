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

/// Calls `take` with each step of what the reader has left. False if one of them is damaged or reaches beyond the base,
/// or they do not make up `size` bytes.
template <class Take>
bool each_step(DeltaReader& reader, std::size_t base_size, std::size_t size, const Take& take) {
  std::size_t done = 0;
  while (!reader.done() && !reader.failed()) {
    const std::size_t code = reader.byte();
    DeltaStep step{.begin = done, .size = code, .source = reader.at(), .copied = (code & 0x80U) != 0};
    if (step.copied) {
      step.source = reader.sparse(code, 4);
      step.size = reader.sparse(code >> 4U & 7U, 3);
      if (step.size == 0) step.size = 0x10000;
      if (step.source > base_size || base_size - step.source < step.size) return false;
    } else {
      if (code == 0) return false;
      reader.skip(step.size);
    }
    if (reader.failed() || size - done < step.size) return false;
    done += step.size;
    take(step);
  }
  return !reader.failed() && done == size;
}

}  // namespace

std::optional<Delta> parse_delta(std::string bytes) {
  Delta delta;
  delta.bytes = std::move(bytes);
  DeltaReader reader(delta.bytes);
  delta.base_size = reader.number();
  delta.size = reader.number();
  const auto keep = [&delta](const DeltaStep& step) { delta.steps.push_back(step); };
  if (!each_step(reader, delta.base_size, delta.size, keep)) return std::nullopt;
  return delta;
}

std::optional<std::string> apply_delta(std::string_view bytes, std::string_view base) {
  DeltaReader reader(bytes);
  if (reader.number() != base.size()) return std::nullopt;
  const std::size_t size = reader.number();
  std::string whole;
  // A size that is a lie must not take more memory than steps of the largest size can fill.
  constexpr std::size_t largest_step = 0xFFFFFF;
  if (size / largest_step > bytes.size()) return std::nullopt;
  whole.reserve(size);
  const auto append = [&](const DeltaStep& step) {
    whole.append((step.copied ? base : bytes).substr(step.source, step.size));
  };
  if (!each_step(reader, base.size(), size, append)) return std::nullopt;
  return whole;
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

}  // namespace clever_sync
