#include "store/process/writing_child.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "base/error.h"
#include "store/files.h"
#include "store/process/child.h"

namespace farside {
namespace {

void write_and_report(const ChildReport& report, const std::function<void(const ChildReport&)>& work) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error like a full disk
  std::signal(SIGPIPE, SIG_IGN);
  try {
    work(report);
  } catch (const StoreError& e) {
    report.store_failed(e.what());
  } catch (const DataError& e) {
    report.data_failed(e.what());
  } catch (const std::bad_alloc&) {
    report.store_failed("out of memory while writing the output file");
  } catch (const std::exception& e) {
    report.internal_failed(e.what());
  }
}

}  // namespace

void ChildReport::leave(int code, const std::string& text) const {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t put = ::write(fd_, text.data() + done, text.size() - done);
    if (put < 0 && errno != EINTR) break;  // the parent is gone: nobody to tell
    if (put > 0) done += static_cast<std::size_t>(put);
  }
  ::_exit(code);
}

void ChildReport::store_failed(const std::string& text) const { leave(static_cast<int>(ExitCode::store), text); }
void ChildReport::data_failed(const std::string& text) const { leave(static_cast<int>(ExitCode::data), text); }
void ChildReport::internal_failed(const std::string& text) const { leave(static_cast<int>(ExitCode::internal), text); }

void run_in_child(const std::string& path, const std::function<void(const ChildReport&)>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_store_error(path, "start the writing process", errno);
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  Child child(path, "writing", [&] { write_and_report(ChildReport(writing.get()), work); });
  writing.reset();

  std::string text;
  for (char buffer[4096];;) {
    const ssize_t got = ::read(reading.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  const ProcessEnd end = child.wait();
  if (end.good()) return;
  if (end.status == static_cast<int>(ExitCode::internal)) throw InternalError(text);
  if (end.status == static_cast<int>(ExitCode::data)) throw DataError(text);
  if (!text.empty()) throw StoreError(text);
  throw StoreError(path + ": the writing process ended early (" + end.text() +
                   "); nothing was written under this name, run again");
}

}  // namespace farside
