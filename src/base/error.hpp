#pragma once
// Errors: the one exception type of the program, and the check for broken invariants. An `Error` means that this run
// cannot go on; whatever a caller must decide on is a value instead (a variant or an optional), and whatever a person
// should see about the data is a `Finding`. Nothing but `main`, a test or a fuzz target ends an Error.

#include <stdexcept>
#include <string>
#include <string_view>

namespace clever_sync {

/// What kind of trouble it is. `main` turns the kind into the exit code (docs/formats.md, exit codes).
enum class ErrorKind {
  usage,          ///< the command line asks for something impossible: 64
  configuration,  ///< clever-sync.yaml, a rule file or the state of the repository is unusable: 78
  remote,         ///< the network or a server failed or answered nonsense: 1
  storage,        ///< disk, file system or git failed: 1
  integrity,      ///< something that only this program writes is not as it wrote it: 8
  stale,          ///< somebody else moved what this run relied on; a new run will do: 1
  bug,            ///< an invariant of the program is broken: 1
};

/// A failure that ends the run. The message is one sentence: what, where, what to do next. It never holds a person's
/// name, an e-mail address, a secret, or free text from a server.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind error_kind, const std::string& message) : std::runtime_error(message), kind_(error_kind) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

/// Throws Error{bug} unless the condition holds. Always on; input from outside must never reach it.
void ensure(bool condition, std::string_view what);

/// Ends a switch over every enumerator. Throws Error{bug}: a value outside its enum is a broken invariant.
[[noreturn]] void unreachable(std::string_view what);

/// The visitor made of lambdas, for std::visit.
template <class... Functions>
struct overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

}  // namespace clever_sync
