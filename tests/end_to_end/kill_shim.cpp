// Loaded into a program by LD_PRELOAD, in tests alone: ends it with SIGKILL at one of its system calls, and lets others
// fail, as variables say. Calls that are counted are those that change files or talk to servers.
//   KILL_SHIM_AT=N       SIGKILL at the Nth call, before or after it by turns; 0: never
//   KILL_SHIM_SEED=S     which calls fail; 0: none do
//   KILL_SHIM_COUNT=FILE how many calls there were, when the program ends by itself
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

std::uint64_t number_of(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

struct Plan {
  std::uint64_t at = number_of("KILL_SHIM_AT");
  std::uint64_t seed = number_of("KILL_SHIM_SEED");
};

const Plan& plan() {
  static const Plan the_plan;
  return the_plan;
}

std::atomic<std::uint64_t> calls{0};

// A number that looks random, the same for the same seed and call (splitmix64).
std::uint64_t chance(std::uint64_t call) {
  std::uint64_t z = plan().seed * 0x9E3779B97F4A7C15U + call * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

/// One call of the program.
class Call {
 public:
  Call() : number_{++calls} {
    if (number_ == plan().at && number_ % 2 == 0) ::kill(::getpid(), SIGKILL);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() {
    if (number_ == plan().at) ::kill(::getpid(), SIGKILL);
  }
  /// True for one call in `in` of those that a seed lets fail.
  [[nodiscard]] bool fails(std::uint64_t in) const { return plan().seed != 0 && chance(number_) % in == 0; }

 private:
  std::uint64_t number_;
};

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_socket(int descriptor) {
  struct stat found {};
  return ::fstat(descriptor, &found) == 0 && S_ISSOCK(found.st_mode);
}

bool is_file(int descriptor) {
  struct stat found {};
  return ::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode);
}

constexpr std::uint64_t disk = 40;
constexpr std::uint64_t network = 60;

template <class Result>
Result failed(int error) {
  errno = error;
  return static_cast<Result>(-1);
}

int failing_now() { return static_cast<int>(chance(calls) % 2) == 0 ? ENOSPC : EIO; }

struct CountAtEnd {
  CountAtEnd() = default;
  CountAtEnd(const CountAtEnd&) = delete;
  CountAtEnd& operator=(const CountAtEnd&) = delete;
  ~CountAtEnd() {
    const char* file = std::getenv("KILL_SHIM_COUNT");
    if (file == nullptr) return;
    const std::uint64_t count = calls;
    if (std::FILE* stream = std::fopen(file, "w")) {
      std::fprintf(stream, "%llu", static_cast<unsigned long long>(count));
      std::fclose(stream);
    }
  }
};
const CountAtEnd count_at_end;

}  // namespace

// NOLINTBEGIN: the signatures are those of the C library
extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t size) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  if (!is_file(descriptor)) return real(descriptor, bytes, size);
  const Call call;
  if (call.fails(disk)) {
    // A disk that becomes full takes a part.
    if (size > 1 && chance(calls) % 3 == 0) return real(descriptor, bytes, size / 2);
    return failed<ssize_t>(failing_now());
  }
  return real(descriptor, bytes, size);
}

int fsync(int descriptor) {
  static auto* const real = next<int(int)>("fsync");
  const Call call;
  return call.fails(disk) ? failed<int>(EIO) : real(descriptor);
}

int link(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("link");
  const Call call;
  return call.fails(disk) ? failed<int>(failing_now()) : real(from, to);
}

int symlink(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("symlink");
  const Call call;
  return call.fails(disk) ? failed<int>(failing_now()) : real(from, to);
}

int rename(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("rename");
  const Call call;
  return call.fails(disk) ? failed<int>(failing_now()) : real(from, to);
}

int unlink(const char* path) {
  static auto* const real = next<int(const char*)>("unlink");
  const Call call;
  return call.fails(disk) ? failed<int>(EIO) : real(path);
}

int mkdir(const char* path, mode_t mode) {
  static auto* const real = next<int(const char*, mode_t)>("mkdir");
  const Call call;
  return real(path, mode);
}

int open(const char* path, int flags, ...) {
  static auto* const real = next<int(const char*, int, ...)>("open");
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
    const Call call;
    if (call.fails(disk)) return failed<int>(ENOSPC);
    return real(path, flags, mode);
  }
  return real(path, flags, mode);
}

ssize_t send(int descriptor, const void* bytes, size_t size, int flags) {
  static auto* const real = next<ssize_t(int, const void*, size_t, int)>("send");
  const Call call;
  return call.fails(network * 2) ? failed<ssize_t>(ECONNRESET) : real(descriptor, bytes, size, flags);
}

ssize_t recv(int descriptor, void* bytes, size_t size, int flags) {
  static auto* const real = next<ssize_t(int, void*, size_t, int)>("recv");
  if (!is_socket(descriptor)) return real(descriptor, bytes, size, flags);
  const Call call;
  return call.fails(network) ? failed<ssize_t>(ECONNRESET) : real(descriptor, bytes, size, flags);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  static auto* const real = next<int(clockid_t, struct timespec*)>("clock_gettime");
  const int result = real(clock, time);
  // The time of day jumps by up to a year, backwards too.
  if (result == 0 && clock == CLOCK_REALTIME && plan().seed != 0)
    time->tv_sec += static_cast<time_t>(chance(calls / 50) % 63'072'000) - 31'536'000;
  return result;
}

}  // extern "C"
// NOLINTEND
