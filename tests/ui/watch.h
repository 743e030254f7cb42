// Watch: how long each turn of the main thread's event loop keeps it, and what it waited for in there. A turn is one
// event handled at the outermost level, all that it causes at once included. Machines of tests are slow and shared, so
// what counts is the thread's own time (CLOCK_THREAD_CPUTIME_ID), and waiting is seen by the calls that make it (files,
// condition variables, semaphores, futexes, sleeps; watch_calls.cpp) rather than by a clock. Main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QApplication>

namespace tandem::test {

struct Turn {
    std::string what; // "UpdateRequest of tandem::ui::MainWindow"
    double cpu_ms = 0, ms = 0;
    long switches = 0;  // times the thread gave the processor away by itself
    std::string inside; // what in it took the most, "Paint of tandem::ui::Lanes 9.1 ms"; for long turns
    std::string calls;  // what it waited for or may have: "open /a/b, pthread_cond_wait"
    std::string text() const;
};

constexpr double kFrame = 16; // ms, a frame of most screens

// Of all turns since the last reset.
struct EventTimes {
    size_t events = 0, slow = 0, slow_cpu = 0; // slow: longer than kFrame
    double longest_ms = 0, longest_cpu_ms = 0;
    std::string longest, longest_cpu; // as Turn::what
    std::vector<Turn> worst;          // by cpu_ms, the longest first, five at most
    std::vector<Turn> waited;         // the first ten with calls
    size_t switched = 0;              // turns with switches
};
EventTimes eventTimes();
void resetEventTimes();

// Lets the main thread handle what comes for so long, asleep where there is nothing.
void letEvents(int ms);

// Whether this build's times mean something: no sanitizer, optimised.
bool timesCount();

// Does a task under the watch and tells its longest turn. Fails where a turn touched a file or waited, and where one
// took more than 100 ms of the thread's own time, or TANDEM_WATCH_MS: 16 asks for the goal. `again` puts back what the
// task changed, unwatched.
void underWatch(const char* task, const std::function<void()>& fn, const std::function<void()>& again = {});

class WatchedApplication : public QApplication {
  public:
    using QApplication::QApplication;
    bool notify(QObject* to, QEvent* event) override;

  private:
    int depth_ = 0;
};

// watch_calls.cpp: what this thread called since the last reset that waits, or may for a slow disk; "" = nothing.
void watchCalls(bool on);
std::string calledSinceReset();

} // namespace tandem::test
