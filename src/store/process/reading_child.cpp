#include "store/process/reading_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <new>

#include "base/error.h"
#include "store/process/confinement.h"

namespace farside {
namespace {

// A message is its kind, its length and its bytes.
enum class Kind : char { request, answer, data_error, internal_error };
struct MessageHead {
  std::uint64_t size;
  Kind kind;
};

bool send_all(int socket, const void* data, std::size_t size) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t put = ::send(socket, from, size, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

bool send_message(int socket, Kind kind, const std::string& bytes) {
  MessageHead head{};
  head.size = bytes.size();
  head.kind = kind;
  return send_all(socket, &head, sizeof head) && send_all(socket, bytes.data(), bytes.size());
}

bool receive_all(int socket, void* data, std::size_t size) {
  char* to = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = ::recv(socket, to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void limit_cpu_of_request(const ReadingLimits& limits) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const double until_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + limits.cpu_s + 1);
  limit_resource(RLIMIT_CPU, static_cast<std::uint64_t>(
                                 limits.cpu_total_s > 0.0 ? std::min(until_s, limits.cpu_total_s + 1.0) : until_s));
}

// Runs `work` and sends its result or its error.
template <class Work>
bool answer(int socket, const ReadingLimits& limits, const Work& work) {
  try {
    return send_message(socket, Kind::answer, work());
  } catch (const DataError& e) {
    return send_message(socket, Kind::data_error, e.what());
  } catch (const std::bad_alloc&) {
    return send_message(socket, Kind::data_error,
                        std::string("asks for more memory than it may have; ") + limits.fault);
  } catch (const std::exception& e) {
    return send_message(socket, Kind::internal_error, e.what());
  }
}

void answer_requests(int socket, const std::function<ReadingChild::Answer()>& open, const ReadingLimits& limits) {
  std::signal(SIGXCPU, SIG_DFL);
  limit_memory(limits.memory_bytes);
  limit_cpu_of_request(limits);
  ReadingChild::Answer answer_to;
  forbid_network_and_writing();
  bool good = answer(socket, limits, [&] {
    answer_to = open();
    return std::string();
  });
  while (good && answer_to) {
    MessageHead head{};
    if (!receive_all(socket, &head, sizeof head)) break;
    std::string request(static_cast<std::size_t>(head.size), '\0');
    if (!receive_all(socket, request.data(), request.size())) break;
    limit_cpu_of_request(limits);
    good = answer(socket, limits, [&] { return answer_to(request); });
  }
}

}  // namespace

ReadingChild::ReadingChild(std::string path, const std::function<Answer()>& open, const ReadingLimits& limits)
    : path_(std::move(path)), limits_(limits) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw_store_error(path_, "start the reading process", errno);
  }
  socket_ = Descriptor(ends[0]);
  Descriptor theirs(ends[1]);
  child_.emplace(path_, "reading", [&] {
    socket_.reset();
    answer_requests(theirs.get(), open, limits_);
  });
  theirs.reset();
  wait_for_answer();
}

std::string ReadingChild::ask(const std::string& request) {
  if (ahead_ != request) ask_ahead(request);
  ahead_.reset();
  return wait_for_answer();
}

void ReadingChild::ask_ahead(const std::string& request) {
  if (ahead_) {
    ahead_.reset();
    wait_for_answer();
  }
  if (!send_message(socket_.get(), Kind::request, request)) fail_as_the_child_ended();
  ahead_ = request;
}

bool ReadingChild::receive(void* data, std::size_t size, double deadline_s) {
  char* to = static_cast<char*>(data);
  while (size > 0) {
    const double left_s =
        deadline_s - std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    if (left_s <= 0.0)
      throw DataError(path_ + ": reading it took longer than " + std::to_string(limits_.wall_s) + " s; " +
                      limits_.fault + ", or its disk hangs");
    pollfd waiting{socket_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(1000.0 * left_s) + 1) <= 0) continue;
    const ssize_t got = ::recv(socket_.get(), to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::string ReadingChild::wait_for_answer() {
  const double deadline_s = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count() +
                            static_cast<double>(limits_.wall_s);
  MessageHead head{};
  if (!receive(&head, sizeof head, deadline_s)) fail_as_the_child_ended();
  std::string bytes(static_cast<std::size_t>(head.size), '\0');
  if (!receive(bytes.data(), bytes.size(), deadline_s)) fail_as_the_child_ended();
  if (head.kind == Kind::data_error) throw DataError(bytes.starts_with(path_) ? bytes : path_ + ": " + bytes);
  if (head.kind == Kind::internal_error) throw InternalError(bytes);
  return bytes;
}

void ReadingChild::fail_as_the_child_ended() {
  const ProcessEnd end = child_->wait();
  if (end.signal == SIGXCPU) {
    throw DataError(path_ + ": reading it took more CPU time than a file of its size does, or a part of it more than " +
                    std::to_string(limits_.cpu_s) + " s; " + limits_.fault);
  }
  const std::string how = " (" + end.text() + ")";
  if (end.killed_from_outside()) {
    throw StoreError(path_ + ": the process that reads it was killed from outside" + how +
                     ", as the system does where memory is short; the file may be whole: try again, with more memory");
  }
  throw DataError(path_ + ": " + limits_.reader + " gave up on it" + how + "; " + limits_.fault);
}

}  // namespace farside
