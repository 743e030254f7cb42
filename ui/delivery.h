// Delivery: a matrix of deliverables of the open project (engine/export/deliver.h) as the Deliver workspace runs it:
// planned first, as a table, then made. Planning and making are on a worker; the edit goes on, what is made is the edit
// that was planned. Main thread.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "engine/export/deliver.h"

namespace tandem::ui {

class Studio;

struct DeliveryRow {
    enum class State : uint8_t { planned, kept, running, made, failed };
    QString id, file;
    QString picture; // "1920 × 1080 · 25 fps", empty for sound
    Time length;
    std::optional<int64_t> bytes;
    State state = State::planned;
    double part = 0; // 0..1 of a running one
    QString text;    // its error
};

class Delivery : public QObject {
    Q_OBJECT
  public:
    // A script's matrix as text (app/scripting); called on the worker.
    using ScriptRunner = std::function<Result<std::string>(const Project& project, const Sequence& sequence,
                                                           const std::string& path, const std::atomic<bool>& cancel)>;
    explicit Delivery(Studio& studio, QObject* parent = nullptr);
    ~Delivery() override; // stops what runs and waits for it
    void setScriptRunner(ScriptRunner runner) { script_ = std::move(runner); }

    // `spec`: a .tandemmatrix.json or .lua file; `only`: a pattern of ids or names, "" = all.
    void plan(const QString& spec, const QString& folder, const QString& only);
    void make(); // what was planned
    void stop();
    bool busy() const { return thread_.joinable(); }
    bool planned() const { return plan_ != nullptr; }
    const std::vector<DeliveryRow>& rows() const { return rows_; }
    QString summary() const { return summary_; } // what was planned or made, or why not
    bool failed() const { return failed_; }

  Q_SIGNALS:
    void changed();

  private:
    struct Planned;
    Result<std::shared_ptr<Planned>> planNow(std::shared_ptr<DeliveryJob> job, const std::string& spec,
                                             Ref<Sequence> sequence);
    void begin(std::function<std::function<void()>()> work); // what it gives back runs on the main thread
    void showPlan(Result<std::shared_ptr<Planned>> plan);
    void showReport(const DeliveryReport& report);

    Studio& studio_;
    ScriptRunner script_;
    std::vector<DeliveryRow> rows_;
    QString summary_;
    bool failed_ = false;
    std::shared_ptr<Planned> plan_;
    std::atomic<bool> cancel_{false};
    std::thread thread_;
};

} // namespace tandem::ui
