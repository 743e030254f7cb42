// Times of turns, and tasks under the watch.
#include "tests/ui/watch.h"

#include <doctest/doctest.h>

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QMetaEnum>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>

namespace tandem::test {

static EventTimes times;
EventTimes eventTimes() { return times; }
void resetEventTimes() { times = {}; }

static double threadMs() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

static long switches() {
    rusage now{};
    getrusage(RUSAGE_THREAD, &now);
    return now.ru_nvcsw;
}

static std::string number(double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", v);
    return text;
}

static std::string named(QEvent::Type type, const QMetaObject* kind) {
    const char* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return std::string(name ? name : "event") + " of " + kind->className();
}

std::string Turn::text() const {
    std::string out = what + ": " + number(cpu_ms) + " of its own in " + number(ms);
    if (switches > 0) out += ", " + std::to_string(switches) + " x asleep";
    if (!inside.empty()) out += ", in it " + inside;
    if (!calls.empty()) out += ", calls " + calls;
    return out;
}

// Events inside the turn by type and receiver's kind, and how long they took, those inside them left out.
struct Inside {
    QEvent::Type type;
    const QMetaObject* kind;
    double ms;
    int times;
};
static std::vector<Inside> inside;
static double innerMs; // of the events inside the one being handled

static std::string longestInside() {
    std::sort(inside.begin(), inside.end(), [](const Inside& a, const Inside& b) { return a.ms > b.ms; });
    std::string out;
    for (size_t i = 0; i < std::min<size_t>(4, inside.size()) && inside[i].ms > 1; ++i)
        out += (i ? ", " : "") + (inside[i].times > 1 ? std::to_string(inside[i].times) + " x " : "") +
               named(inside[i].type, inside[i].kind) + " " + number(inside[i].ms);
    return out;
}

bool WatchedApplication::notify(QObject* to, QEvent* event) {
    const QMetaObject* kind = to->metaObject(); // the receiver may be gone afterwards
    const QEvent::Type type = event->type();
    if (depth_ > 0) {
        // By the clock: the thread's own would cost more than many of these events.
        const double outer = std::exchange(innerMs, 0);
        QElapsedTimer clock;
        clock.start();
        ++depth_;
        const bool done = QApplication::notify(to, event);
        --depth_;
        const double all = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        const auto same = std::find_if(inside.begin(), inside.end(),
                                       [&](const Inside& i) { return i.type == type && i.kind == kind; });
        if (same != inside.end())
            same->ms += all - innerMs, ++same->times;
        else
            inside.push_back({type, kind, all - innerMs, 1});
        innerMs = outer + all;
        return done;
    }
    inside.clear();
    innerMs = 0;
    const long slept = switches();
    QElapsedTimer clock;
    clock.start();
    const double before = threadMs();
    ++depth_;
    watchCalls(true);
    const bool done = QApplication::notify(to, event);
    watchCalls(false);
    --depth_;
    Turn turn;
    turn.cpu_ms = threadMs() - before;
    turn.ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    turn.switches = switches() - slept;
    turn.calls = calledSinceReset();
    ++times.events;
    times.slow += turn.ms > kFrame;
    times.slow_cpu += turn.cpu_ms > kFrame;
    times.switched += turn.switches > 0;
    const bool waited = !turn.calls.empty() && times.waited.size() < 10;
    const bool among = times.worst.size() < 5 || turn.cpu_ms > times.worst.back().cpu_ms;
    if (waited || among || turn.ms > times.longest_ms) {
        turn.what = named(type, kind);
        turn.inside = longestInside();
    }
    if (turn.ms > times.longest_ms) times.longest_ms = turn.ms, times.longest = turn.what;
    if (waited) times.waited.push_back(turn);
    if (among) {
        auto place =
            std::find_if(times.worst.begin(), times.worst.end(), [&](const Turn& t) { return t.cpu_ms < turn.cpu_ms; });
        times.worst.insert(place, turn);
        if (times.worst.size() > 5) times.worst.pop_back();
        times.longest_cpu_ms = times.worst.front().cpu_ms, times.longest_cpu = times.worst.front().what;
    }
    return done;
}

void letEvents(int ms) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < ms) {
        const bool any = QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        if (!any) {
            timespec nap{0, 500'000};
            nanosleep(&nap, nullptr);
        }
    }
}

bool timesCount() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
    return false;
#else
    return true;
#endif
}

// The goal is kFrame; a test holds no clock that close to a machine that may be half as fast.
static double limit() {
    const char* asked = std::getenv("TANDEM_WATCH_MS");
    return asked ? std::strtod(asked, nullptr) : 100;
}

void underWatch(const char* task, const std::function<void()>& fn, const std::function<void()>& again) {
    resetEventTimes();
    fn();
    const EventTimes t = eventTimes();
    if (again) again();
    REQUIRE(t.events > 0);
    MESSAGE(std::string(task) << ": " << t.events << " turns, " << t.slow_cpu << " of them longer than a frame, "
                              << t.switched << " asleep; the longest: " << t.worst.front().text());
    for (const Turn& w : t.waited) FAIL_CHECK(std::string(task) << " waits or touches files: " << w.text());
    if (!timesCount()) {
        MESSAGE("not checked: the times of a sanitizer or of a build without optimisation");
        return;
    }
    for (const Turn& w : t.worst)
        if (w.cpu_ms > limit()) FAIL_CHECK(std::string(task) << " stands still: " << w.text());
}

} // namespace tandem::test
