// A disk that is full, broken or read-only, at any moment of a night: one clear sentence, a consistent repository, and
// a next night that ends as an undisturbed one.

#include "catch.hpp"
#include "end_to_end/crash_twins.hpp"

using namespace end_to_end;

namespace {

Outcome night_on(Twins& twins, const std::string& fault) {
  auto& environment = twins.tried().environment;
  environment["LD_PRELOAD"] = FAULTY_DISK_LIBRARY;
  environment["FAULTY_DISK"] = fault;
  environment["FAULTY_DISK_BELOW"] = twins.tried().path();
  environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  Outcome night = twins.tried_night({});
  for (const char* name : {"LD_PRELOAD", "FAULTY_DISK", "FAULTY_DISK_BELOW", "ASAN_OPTIONS"}) environment.erase(name);
  return night;
}

/// Whether the fault ended the night; the next one is undisturbed.
bool fails_and_resumes(Twins& twins, const std::string& fault, const std::string& words) {
  twins.next_day();
  twins.calm_night();
  const Outcome night = night_on(twins, fault);
  INFO(twins.day() << " " << fault << ": " << night.err);
  REQUIRE((night.exit == 0 || night.exit == 1));
  CHECK((night.exit == 0 || contains(night.err, words)));
  CHECK(twins.tried().git({"fsck", "--full", "--strict"}).exit == 0);
  const Outcome next = twins.tried_night({});
  INFO(next.out << next.err);
  REQUIRE(next.exit == 0);
  twins.check_same(Twins::Receipts::each_change_once);
  return night.exit == 1;
}

/// From the first call on, in widening steps, until a night does not come to that many. How often a night failed.
int fail_everywhere(Twins& twins, const std::string& fault, const std::string& words) {
  int failures = 0;
  for (int nth = 1; fails_and_resumes(twins, fault + ":" + std::to_string(nth), words); nth += 1 + nth / 8) ++failures;
  return failures;
}

}  // namespace

TEST_CASE("a disk that fills up in the middle of a night", "[end_to_end][slow]") {
  Twins twins(11);
  for (const char* fault : {"enospc:1", "enospc:60"}) {
    CHECK(fails_and_resumes(twins, fault, "No space left on device"));
  }
}

TEST_CASE("a disk that fills up at any write of a night", "[end_to_end][slow]") {
  Twins twins(12);
  const int failures = fail_everywhere(twins, "enospc", "No space left on device");
  CAPTURE(failures);
  CHECK(failures >= 20);
}

TEST_CASE("a disk that breaks at any write or flush of a night", "[end_to_end][slow]") {
  Twins twins(13);
  const int failures = fail_everywhere(twins, "eio", "Input/output error");
  CAPTURE(failures);
  CHECK(failures >= 20);
}

TEST_CASE("a write or flush that fails once ends the night, or was not needed", "[end_to_end][slow]") {
  Twins twins(16);
  for (int nth = 1; nth <= 200; nth += 7) fails_and_resumes(twins, "once:" + std::to_string(nth), "Input/output error");
}

TEST_CASE("a file system that becomes read-only at any change of a night", "[end_to_end][slow]") {
  Twins twins(14);
  const int failures = fail_everywhere(twins, "erofs", "Read-only file system");
  CAPTURE(failures);
  CHECK(failures >= 20);
}

TEST_CASE("writes that take half of what they are given lose nothing", "[end_to_end]") {
  Twins twins(15);
  twins.next_day();
  twins.calm_night();
  const Outcome night = night_on(twins, "short:1");
  INFO(night.err);
  CHECK(night.exit == 0);
  CHECK(twins.tried().git({"fsck", "--full", "--strict"}).exit == 0);
  twins.check_same(Twins::Receipts::each_change_once);
}

TEST_CASE("a limit on the size of files ends the night with a clear error", "[end_to_end][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, DistrictWorkspace::Layout::checked_out);
  const Outcome night = run_program({"sh", "-c", "ulimit -f 16; exec \"$0\" -C \"$1\" --as-of 2026-08-10 nightly",
                                     CLEVER_SYNC_PROGRAM, workspace.path()},
                                    workspace.environment);
  INFO(night.err);
  CHECK(night.exit == 1);
  CHECK(contains(night.err, "File too large"));
  CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
  CHECK(workspace.night("2026-08-10").exit == 0);
  CHECK(workspace.run({"plan", "--detailed-exitcode"}).exit == 0);
}

TEST_CASE("a limit on addresses that leaves room for a small district's night is no trouble to it", "[end_to_end]") {
  // Just above the two GiB of addresses that a run takes for itself where they cost nothing, and far below.
  for (const std::string_view kibibytes : {"2150000", "300000"}) {
    const Sandbox sandbox({});
    const DistrictWorkspace workspace(sandbox, DistrictWorkspace::Layout::checked_out);
    const Outcome night = run_program(
        {"sh", "-c", "ulimit -v " + std::string(kibibytes) + "; exec \"$0\" -C \"$1\" --as-of 2026-08-10 nightly",
         CLEVER_SYNC_PROGRAM, workspace.path()},
        workspace.environment);
    INFO(kibibytes << ": " << night.err);
    CHECK(night.exit == 0);
  }
}
