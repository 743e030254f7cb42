// The worker of deliveries and its words.
#include "ui/delivery.h"

#include <QMetaObject>

#include "engine/base/thread.h"
#include "engine/io/project_file.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

struct Delivery::Planned {
    std::shared_ptr<DeliveryJob> job;
    DeliveryPlan plan;
};

Delivery::Delivery(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    connect(&studio, &Studio::sessionChanged, this, [this] {
        stop();
        plan_.reset(), rows_.clear(), summary_.clear(), failed_ = false;
        Q_EMIT changed();
    });
}

Delivery::~Delivery() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void Delivery::stop() { cancel_ = true; }

void Delivery::begin(std::function<std::function<void()>()> work) {
    cancel_ = false;
    thread_ = std::thread([this, work = std::move(work)] {
        set_thread_name("delivery");
        lower_thread_priority(kBackgroundNice);
        auto done = work();
        QMetaObject::invokeMethod(
            this,
            [this, done = std::move(done)] {
                thread_.join();
                done();
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

Result<std::shared_ptr<Delivery::Planned>> Delivery::planNow(std::shared_ptr<DeliveryJob> job, const std::string& spec,
                                                             Ref<Sequence> sequence) {
    std::string text;
    if (spec.ends_with(".lua")) {
        if (!script_) return tandem::fail(ErrorCode::unavailable, "scripts cannot be run here", spec);
        text = TRY(script_(*job->project, *sequence, spec, cancel_));
    } else {
        text = TRY(read_file_limited(spec, size_t{4} << 20));
    }
    job->matrix = TRY(parse_spec(text, spec));
    auto out = std::make_shared<Planned>();
    out->job = std::move(job);
    out->plan = TRY(plan_delivery(*out->job));
    return out;
}

void Delivery::plan(const QString& spec, const QString& folder, const QString& only) {
    const Ref<Sequence> sequence = studio_.sequence();
    if (busy() || !sequence) return;
    auto job = std::make_shared<DeliveryJob>();
    job->project = studio_.project();
    job->project_path = studio_.session()->path();
    job->folder = fromQt(folder), job->only = fromQt(only);
    job->build = studio_.services().version;
    job->on_missing = OnMissing::slate;
    job->cancel = &cancel_;
    plan_.reset(), rows_.clear(), failed_ = false;
    summary_ = tr("Planning…");
    begin([this, job, sequence, path = fromQt(spec)]() -> std::function<void()> {
        auto planned = std::make_shared<Result<std::shared_ptr<Planned>>>(planNow(job, path, sequence));
        return [this, planned] { showPlan(std::move(*planned)); };
    });
}

void Delivery::showPlan(Result<std::shared_ptr<Planned>> planned) {
    if (!planned) {
        failed_ = true;
        summary_ = toQt(planned.error().text());
        return;
    }
    plan_ = *planned;
    int64_t bytes = 0;
    int wanted = 0;
    for (const PlannedDeliverable& film : plan_->plan.files) {
        DeliveryRow row{.id = toQt(film.id), .file = toQt(film.name), .length = film.target.length};
        if (film.target.frames > 0)
            row.picture = QStringLiteral("%1 × %2 · %3 fps")
                              .arg(film.target.frame.width)
                              .arg(film.target.frame.height)
                              .arg(film.target.rate.hz(), 0, 'g', 5);
        row.bytes = film.estimate;
        row.state = film.standing == Standing::kept ? DeliveryRow::State::kept : DeliveryRow::State::planned;
        wanted += film.standing == Standing::wanted;
        bytes += film.standing == Standing::wanted ? film.estimate.value_or(0) : 0;
        rows_.push_back(row);
    }
    QStringList facts{tr("%n file(s) to make", nullptr, wanted), tr("%n pass(es)", nullptr, plan_->plan.passes)};
    if (bytes > 0) facts.push_back(tr("about %1").arg(sizeText(bytes)));
    if (plan_->plan.disk_free >= 0) facts.push_back(tr("%1 free").arg(sizeText(plan_->plan.disk_free)));
    summary_ = facts.join(QStringLiteral(" · "));
    for (const std::string& w : plan_->plan.warnings) summary_ += u'\n' + toQt(w);
}

void Delivery::make() {
    if (busy() || !plan_) return;
    for (DeliveryRow& row : rows_)
        if (row.state != DeliveryRow::State::kept) row.state = DeliveryRow::State::running, row.part = 0;
    failed_ = false;
    summary_ = tr("Delivering…");
    plan_->job->progress = [this](const std::string& id, const ExportProgress& p) {
        const double part = p.frames > 0 ? static_cast<double>(p.frame) / static_cast<double>(p.frames) : 0;
        QMetaObject::invokeMethod(
            this,
            [this, id = toQt(id), part] {
                for (DeliveryRow& row : rows_)
                    if (row.id == id && row.state == DeliveryRow::State::running) row.part = std::clamp(part, 0.0, 1.0);
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    };
    auto open = studio_.services().openRenderers;
    begin([this, planned = plan_, open]() -> std::function<void()> {
        auto renderers = open();
        if (!renderers)
            return [this, text = toQt(renderers.error().text())] {
                failed_ = true;
                summary_ = text;
                for (DeliveryRow& row : rows_)
                    if (row.state == DeliveryRow::State::running) row.state = DeliveryRow::State::planned;
            };
        planned->job->renderers.clear();
        for (const auto& r : *renderers) planned->job->renderers.push_back(r.get());
        auto report = std::make_shared<DeliveryReport>(run_delivery(*planned->job, planned->plan));
        planned->job->renderers.clear();
        return [this, report] { showReport(*report); };
    });
}

void Delivery::showReport(const DeliveryReport& report) {
    int made = 0, kept = 0, bad = 0;
    for (size_t i = 0; i < report.files.size() && i < rows_.size(); ++i) {
        const Delivered& d = report.files[i];
        DeliveryRow& row = rows_[i];
        row.part = 1;
        row.state = d.state == Delivered::State::made   ? DeliveryRow::State::made
                    : d.state == Delivered::State::kept ? DeliveryRow::State::kept
                                                        : DeliveryRow::State::failed;
        row.text = d.error ? toQt(d.error->code == ErrorCode::cancelled ? std::string() : d.error->text()) : QString();
        if (d.error && d.error->code == ErrorCode::cancelled) row.text = tr("Stopped by you");
        made += d.state == Delivered::State::made, kept += d.state == Delivered::State::kept;
        bad += d.state == Delivered::State::failed;
    }
    failed_ = bad > 0;
    QStringList facts{tr("%n file(s) made", nullptr, made)};
    if (kept > 0) facts.push_back(tr("%n there already", nullptr, kept));
    if (bad > 0) facts.push_back(tr("%n not made", nullptr, bad));
    facts.push_back(lengthText(report.seconds));
    summary_ = facts.join(QStringLiteral(" · "));
    // Once more: what was made is known by its report now.
    plan_.reset();
    studio_.say({bad > 0 ? MessageKind::warning : MessageKind::ok, tr("Delivery finished"), summary_});
}

} // namespace tandem::ui
