#pragma once
// What a run is given: the opened edges, who it is, and whom it tells what it does. `cli` makes these; tests make their
// own.

#include <functional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/disk.hpp"
#include "clever/clever_client.hpp"
#include "nightly/outcome.hpp"
#include "sphero/target.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// Everything that a run may touch. References, so that nothing here is owned twice.
struct Edges {
  Repository& repository;
  Clock& clock;
  Disk& disk;
  std::stop_token stop;
  /// The exit code of the signal that asked to stop: 130 or 143.
  std::function<ExitCode()> stop_code;
  /// One line for people about what is going on, without names of students; to stderr, or nowhere with --quiet.
  std::function<void(const std::string&)> tell;
};

/// Clever as a source: only the commands that fetch have one.
struct CleverSource {
  Transport& transport;
  CleverOptions options;
};

/// This run: its id stands in trailers, journal, receipts and the run line.
struct Run {
  std::string id;       // 20261124T020000Z-1a2b
  std::string command;  // nightly, fetch, observe, apply
  UtcTime started{};
  Date as_of{};
};

}  // namespace clever_sync
