// FFmpeg's log callback and error texts.
#include "engine/media/av.h"

#include <atomic>
#include <cstdarg>
#include <mutex>

extern "C" {
#include <libavutil/log.h>
}

#include "engine/base/log.h"

namespace tandem::av {

static thread_local std::string last_message;

static void write_log(void* context, int level, const char* format, va_list args) {
    if (level > AV_LOG_WARNING) return;
    char text[512];
    std::vsnprintf(text, sizeof text, format, args);
    std::string line(text);
    while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
    if (line.empty()) return;
    if (level <= AV_LOG_ERROR) last_message = line;
    const AVClass* cls = context ? *static_cast<const AVClass* const*>(context) : nullptr;
    // Frames do not say that a part was filled in: with frame threads they are handed out before it is.
    if (level <= AV_LOG_ERROR && cls == avcodec_get_class() && line.find(" MB") != std::string::npos)
        if (void* count = static_cast<AVCodecContext*>(context)->opaque) ++*static_cast<std::atomic<int64_t>*>(count);
    log(LogLevel::debug, cls ? "ffmpeg " + std::string(cls->item_name(context)) + ": " + line : "ffmpeg: " + line);
}

void set_up() {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(write_log); });
}

std::string take_last_message() { return std::exchange(last_message, {}); }

std::string error_text(int code) {
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof text);
    std::string out = text;
    std::string more = take_last_message();
    if (!more.empty()) out += " (" + more + ")";
    return out;
}

} // namespace tandem::av
