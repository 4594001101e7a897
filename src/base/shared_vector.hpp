#pragma once
// SharedVector: a vector whose copies are one until one of them is changed (copy on write). For the records of a state:
// on most nights two states of a large district hold the same records, and a copy of them costs more than comparing
// them. At a million students a plan takes 240 MiB less.
//
// A value like std::vector: nobody sees a change that was made to another one. Whatever could change it (any access
// that is not const) makes the copy first if the content is shared, so read through a const reference. References and
// iterators are good until this is changed, copied or assigned to. Not for several threads at a time.

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace clever_sync {

template <class T>
class SharedVector {
 public:
  using value_type = T;
  using iterator = typename std::vector<T>::iterator;
  using const_iterator = typename std::vector<T>::const_iterator;

  SharedVector() = default;
  SharedVector(std::vector<T> content) : content_(std::make_shared<std::vector<T>>(std::move(content))) {}
  SharedVector(std::initializer_list<T> content) : SharedVector(std::vector<T>(content)) {}

  [[nodiscard]] const std::vector<T>& get() const {
    static const std::vector<T> nothing;
    return content_ ? *content_ : nothing;
  }
  /// The content, nobody else's from here on.
  [[nodiscard]] std::vector<T>& edit() {
    if (content_.use_count() != 1) content_ = std::make_shared<std::vector<T>>(get());
    return *content_;
  }
  /// Whether the two are known to be equal without a look at a record.
  [[nodiscard]] bool shares(const SharedVector& other) const { return content_ == other.content_; }

  operator const std::vector<T>&() const { return get(); }
  [[nodiscard]] const_iterator begin() const { return get().begin(); }
  [[nodiscard]] const_iterator end() const { return get().end(); }
  [[nodiscard]] std::size_t size() const { return get().size(); }
  [[nodiscard]] bool empty() const { return get().empty(); }
  [[nodiscard]] const T& operator[](std::size_t at) const { return get()[at]; }
  [[nodiscard]] const T& at(std::size_t at) const { return get().at(at); }
  [[nodiscard]] const T& front() const { return get().front(); }
  [[nodiscard]] const T& back() const { return get().back(); }

  [[nodiscard]] iterator begin() { return edit().begin(); }
  [[nodiscard]] iterator end() { return edit().end(); }
  [[nodiscard]] T& operator[](std::size_t at) { return edit()[at]; }
  [[nodiscard]] T& at(std::size_t at) { return edit().at(at); }
  [[nodiscard]] T& front() { return edit().front(); }
  [[nodiscard]] T& back() { return edit().back(); }
  void push_back(T value) { edit().push_back(std::move(value)); }
  template <class... Values>
  T& emplace_back(Values&&... values) {
    return edit().emplace_back(std::forward<Values>(values)...);
  }
  void clear() { content_.reset(); }

  friend bool operator==(const SharedVector& a, const SharedVector& b) { return a.shares(b) || a.get() == b.get(); }

 private:
  std::shared_ptr<std::vector<T>> content_;  // null: nothing
};

}  // namespace clever_sync
