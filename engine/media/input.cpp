// Safe opening of media: our own file access under FFmpeg's demuxers.
#include "engine/media/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/intreadwrite.h>
}

#include "engine/base/hash.h"

namespace tandem {

static constexpr auto kHeaderTime = std::chrono::seconds(8); // below the 10 s of a whole probe
static constexpr auto kReadTime = std::chrono::seconds(8);   // for one packet
static constexpr int64_t kHeaderBytes = 50 << 20;            // read to learn what is in a file, or
static constexpr int64_t kHeaderShare = 64;                  // a 64th of it: tables of day-long films are larger
static constexpr int64_t kBombBytes = int64_t{256} << 20;    // an image above this may not be
static constexpr int64_t kBombRatio = 200;                   // more than 200 times its file
static constexpr int kBufferBytes = 64 << 10;
static constexpr int64_t kLargestPacket = int64_t{1} << 30;

uint64_t FileIdentity::hash() const {
    return Hasher{}
        .word(device)
        .word(inode)
        .word(static_cast<uint64_t>(size))
        .word(static_cast<uint64_t>(modified_ns))
        .value();
}

static FileIdentity identity_of(const struct stat& s) {
    return {.device = s.st_dev,
            .inode = s.st_ino,
            .size = s.st_size,
            .modified_ns = s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec};
}

static Error open_error(const std::string& path, int code) {
    if (code == ENOENT || code == ENOTDIR) return fail(ErrorCode::no_input, "the file is missing; relink it", path);
    if (code == ENAMETOOLONG) return fail(ErrorCode::no_input, "the file name is too long", path);
    if (code == EACCES || code == EPERM)
        return fail(ErrorCode::no_input, "no permission to read the file; change its permissions", path);
    if (code == ESTALE)
        return fail(ErrorCode::temporary, "the file's network folder went away; mount it again and retry", path);
    return fail(ErrorCode::io, std::string("the file cannot be opened: ") + std::strerror(code), path);
}

static Error irregular(const std::string& path, const struct stat& s) {
    return fail(ErrorCode::denied,
                S_ISDIR(s.st_mode) ? "this is a folder, not a media file" : "only regular files are opened as media",
                path);
}

// A name with a NUL inside would be cut short by the system.
static bool has_nul(const std::string& path) { return path.find('\0') != std::string::npos; }

Result<FileIdentity> identify(const std::string& path) {
    struct stat s {};
    if (has_nul(path)) return fail(ErrorCode::no_input, "the file name holds a zero byte", path);
    if (::stat(path.c_str(), &s) != 0) return open_error(path, errno);
    if (!S_ISREG(s.st_mode)) return irregular(path, s);
    return identity_of(s);
}

InputSpec input_spec(const Media& media) {
    if (!media.image_sequence) return {.path = media.path};
    return {.path = media.path,
            .sequence_first = media.sequence_first,
            .sequence_count = std::max(1, media.sequence_count),
            .sequence_rate = media.sequence_rate};
}

std::string at_time(const std::string& path, Time t) {
    int64_t ms = mul_div_floor(std::max<int64_t>(t.ticks, 0), 1000, kTicksPerSecond);
    char text[48];
    std::snprintf(text, sizeof text, " at %02lld:%02lld:%02lld.%03lld", static_cast<long long>(ms / 3600000),
                  static_cast<long long>(ms / 60000 % 60), static_cast<long long>(ms / 1000 % 60),
                  static_cast<long long>(ms % 1000));
    return path + text;
}

// A PNG's header says how large it unpacks before anything is unpacked.
static Result<void> refuse_bomb(int fd, int64_t file_bytes, const std::string& path) {
    uint8_t head[26];
    static constexpr uint8_t kPng[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    if (::pread(fd, head, sizeof head, 0) != sizeof head || std::memcmp(head, kPng, sizeof kPng) != 0) return {};
    const int64_t width = AV_RB32(head + 16), height = AV_RB32(head + 20);
    if (width > kMaxSide || height > kMaxSide) return {};     // refused for its size
    static constexpr int kChannels[] = {1, 1, 3, 4, 2, 1, 4}; // by colour type; a palette unpacks to 4
    const int channels = head[25] < std::size(kChannels) ? kChannels[head[25]] : 4;
    const int64_t bytes = width * height * channels * (head[24] > 8 ? 2 : 1);
    if (bytes <= kBombBytes || bytes <= kBombRatio * file_bytes) return {};
    return fail(ErrorCode::denied,
                "the image unpacks to " + std::to_string(bytes >> 20) +
                    " MiB, more than 200 times the size of its file; refused as a decompression bomb, save it smaller",
                path);
}

// "HEIC", "HEIF": still images of phones in ISO files that FFmpeg 5.1 cannot read; "" for others.
static std::string heif_name(int fd) {
    uint8_t head[12];
    if (::pread(fd, head, sizeof head, 0) != sizeof head || std::memcmp(head + 4, "ftyp", 4) != 0) return {};
    const std::string brand(reinterpret_cast<const char*>(head + 8), 4);
    if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "hevc") return "HEIC";
    return brand == "mif1" || brand == "msf1" ? "HEIF" : "";
}

struct Input::File {
    int fd = -1;
    int64_t size = 0, at = 0;
    int64_t header_left = INT64_MAX; // bytes that may still be read while the file is being opened
    bool skip = false;               // see Payload
    bool cut = false;                // see was_cut
    const Input* owner = nullptr;
    AVIOContext* io = nullptr;

    ~File() {
        if (io) {
            av_freep(&io->buffer);
            avio_context_free(&io);
        }
        if (fd >= 0) ::close(fd);
    }

    static Result<std::unique_ptr<File>> open(const std::string& path, const Input* owner, FileIdentity* identity) {
        auto f = std::make_unique<File>();
        if (has_nul(path)) return fail(ErrorCode::no_input, "the file name holds a zero byte", path);
        struct stat s {};
        // Asked before opening as well: opening a device or FIFO can have effects of its own.
        if (::stat(path.c_str(), &s) != 0) return open_error(path, errno);
        if (!S_ISREG(s.st_mode)) return irregular(path, s);
        f->fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (f->fd < 0) return open_error(path, errno);
        if (::fstat(f->fd, &s) != 0) return open_error(path, errno);
        if (!S_ISREG(s.st_mode)) return irregular(path, s);
        f->size = s.st_size;
        f->header_left = std::max(kHeaderBytes, f->size / kHeaderShare);
        f->owner = owner;
        TRY_VOID(refuse_bomb(f->fd, f->size, path));
        if (identity) *identity = identity_of(s);
        auto buffer = static_cast<uint8_t*>(av_malloc(kBufferBytes));
        f->io = avio_alloc_context(buffer, kBufferBytes, 0, f.get(), read, nullptr, seek);
        if (!f->io) {
            av_free(buffer);
            return fail(ErrorCode::internal, "out of memory", path);
        }
        return f;
    }

    static int read(void* self, uint8_t* out, int bytes) {
        auto f = static_cast<File*>(self);
        if (interrupted(const_cast<Input*>(f->owner))) return AVERROR_EXIT;
        int64_t left = f->size - f->at;
        if (left <= 0) return AVERROR_EOF;
        auto n = static_cast<size_t>(std::min<int64_t>(bytes, left));
        if (f->skip && n > 512) { // small reads are headers, even then
            f->at += static_cast<int64_t>(n);
            return static_cast<int>(n);
        }
        if (f->header_left <= 0) return AVERROR_EXIT;
        ssize_t got;
        do got = ::pread(f->fd, out, n, f->at);
        while (got < 0 && errno == EINTR);
        if (got < 0) return AVERROR(errno);
        if (got == 0) {
            f->cut = true;
            return AVERROR_EOF;
        }
        f->at += got;
        if (f->header_left != INT64_MAX) f->header_left -= got;
        return static_cast<int>(got);
    }
    static int64_t seek(void* self, int64_t offset, int whence) {
        auto f = static_cast<File*>(self);
        if (whence & AVSEEK_SIZE) return f->size;
        switch (whence & ~AVSEEK_FORCE) {
        case SEEK_SET:
            break;
        case SEEK_CUR:
            offset += f->at;
            break;
        case SEEK_END:
            offset += f->size;
            break;
        default:
            return AVERROR(EINVAL);
        }
        if (offset < 0) return AVERROR(EINVAL);
        return f->at = offset;
    }
};

// Formats that name other files, make pictures out of text or noise, or are no media at all.
static bool refused(const std::string& name) {
    static const char* const kNames[] = {
        "hls",    "dash",      "concat", "concatf",    "imf",      "webm_dash_manifest",
        "rtsp",   "sdp",       "lavfi",  "tty",        "bin",      "xbin",
        "adf",    "idf",       "vobsub", "ffmetadata", "svg_pipe", "mpjpeg",
        "libgme", "image2pipe"};
    return std::any_of(std::begin(kNames), std::end(kNames), [&](const char* n) { return name == n; });
}

static int refuse_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EPERM); }

// Images of a sequence: opened like any medium.
static int open_image(AVFormatContext* format, AVIOContext** out, const char* path, int flags, AVDictionary**) {
    if (flags & AVIO_FLAG_WRITE) return AVERROR(EPERM);
    auto file = Input::File::open(path, static_cast<Input*>(format->opaque), nullptr);
    if (!file) return file.error().code == ErrorCode::no_input ? AVERROR(ENOENT) : AVERROR(EPERM);
    file.value()->header_left = INT64_MAX;
    *out = file.value()->io;
    (void)std::move(file).value().release(); // freed by close_image
    return 0;
}
static int close_image(AVFormatContext*, AVIOContext* io) {
    if (io) delete static_cast<Input::File*>(io->opaque);
    return 0;
}
static void close_image_void(AVFormatContext* format, AVIOContext* io) { close_image(format, io); }

int Input::interrupted(void* self) {
    auto input = static_cast<const Input*>(self);
    return input && std::chrono::steady_clock::now() > input->deadline_;
}

Result<std::unique_ptr<Input>> Input::open(const InputSpec& spec, Payload payload, Edits edits) {
    av::set_up();
    auto input = std::unique_ptr<Input>(new Input);
    input->spec_ = spec;
    input->payload_ = payload, input->edits_ = edits;
    TRY_VOID(input->open_format());
    return input;
}

static Error too_much_header(const std::string& path) {
    return fail(
        ErrorCode::denied,
        "more than 50 MB must be read to learn what is in the file; it holds no usual media, or oversized tags: "
        "copy its streams to a new file with another program",
        path);
}

Result<void> Input::open_format() {
    av::take_last_message();
    deadline_ = std::chrono::steady_clock::now() + kHeaderTime;
    format_ = avformat_alloc_context();
    if (!format_) return fail(ErrorCode::internal, "out of memory", path());
    format_->interrupt_callback = {interrupted, this};
    format_->opaque = this;
    format_->max_streams = kMaxStreams;
    format_->probesize = 5 << 20;
    format_->max_analyze_duration = 5 * AV_TIME_BASE;
    format_->max_probe_packets = 500;
    const AVInputFormat* kind = nullptr;
    AVDictionary* options = nullptr;
    std::string name = spec_.path;
    if (spec_.sequence_count > 0) {
        char first[4096];
        if (av_get_frame_filename(first, sizeof first, spec_.path.c_str(), spec_.sequence_first) < 0)
            return close(), fail(ErrorCode::usage, "not a pattern of numbered images", path());
        auto id = identify(first);
        if (!id) return close(), std::move(id).error();
        identity_ = id.value();
        identity_.inode ^= hash_text(spec_.path);
        kind = av_find_input_format("image2");
        format_->io_open = open_image;
        format_->io_close = close_image_void;
        format_->io_close2 = close_image;
        av_dict_set_int(&options, "start_number", spec_.sequence_first, 0);
        av_dict_set(&options, "framerate", spec_.sequence_rate.text().c_str(), 0);
        av_dict_set(&options, "pattern_type", "sequence", 0);
    } else {
        auto file = File::open(spec_.path, this, &identity_);
        if (!file) return close(), std::move(file).error();
        file_ = std::move(file).value();
        if (file_->size == 0) return close(), fail(ErrorCode::bad_data, "the file is empty", path());
        format_->pb = file_->io;
        format_->flags |= AVFMT_FLAG_CUSTOM_IO; // ours to close, also when no demuxer was found
        format_->io_open = refuse_open;
        int found = av_probe_input_buffer2(file_->io, &kind, name.c_str(), nullptr, 0, 0);
        // One JPEG reads as a film of one frame: single images by their content.
        std::string guess = found >= 0 && kind ? kind->name : "";
        if ((guess == "image2" || guess == "mjpeg" || found < 0) && av_match_ext(name.c_str(), "jpg,jpeg,jpe,jfif,mpo"))
            kind = av_find_input_format("jpeg_pipe"), found = 0;
        else if (guess == "image2")
            found = av_probe_input_buffer2(file_->io, &kind, "", nullptr, 0, 0);
        if (found < 0 || !kind) {
            bool late = interrupted(this);
            if (file_->header_left <= 0) return close(), too_much_header(path());
            return close(), fail(ErrorCode::bad_data,
                                 late ? "reading the header takes too long; the file is damaged"
                                      : "not a media file of a known kind, or its start is damaged",
                                 path());
        }
        if (refused(kind->name)) {
            std::string text =
                std::string("files of the kind \"") + kind->name +
                "\" are refused: they point to other files or are not media; import the media themselves";
            return close(), fail(ErrorCode::denied, text, path());
        }
        name = ""; // no demuxer gets a path to build another one from
    }
    if (edits_ == Edits::ignore) av_dict_set(&options, "ignore_editlist", "1", 0);
    int code = avformat_open_input(&format_, name.c_str(), kind, &options);
    av_dict_free(&options);
    if (code < 0) {
        format_ = nullptr; // freed by avformat_open_input
        bool late = interrupted(this);
        if (file_ && file_->header_left <= 0) return close(), too_much_header(path());
        if (std::string heif = file_ ? heif_name(file_->fd) : ""; !heif.empty())
            return close(),
                   fail(ErrorCode::unavailable,
                        heif + " images are not supported by this build; convert it to JPEG, PNG or AVIF", path());
        std::string text = late ? "reading the header takes too long; the file is damaged"
                                : "the header cannot be read: " + av::error_text(code) +
                                      "; the file is damaged or its recording was never finished";
        close();
        return fail(ErrorCode::bad_data, text, path());
    }
    if (file_) file_->header_left = INT64_MAX; // what follows is bounded by probesize, but a packet may be large
    format_->max_ts_probe = 50;
    code = avformat_find_stream_info(format_, nullptr);
    if (format_->nb_streams > kMaxStreams)
        return close(), fail(ErrorCode::denied, "more than " + std::to_string(kMaxStreams) + " streams", path());
    if (interrupted(this))
        return close(), fail(ErrorCode::bad_data, "finding the streams takes too long; the file is damaged", path());
    if (code < 0) return close(), fail(ErrorCode::bad_data, "no streams can be read: " + av::error_text(code), path());
    if (file_ && payload_ == Payload::skip && container_is("mov") && !has_fragments()) {
        file_->skip = skips_ = true;
        format_->flags |= AVFMT_FLAG_NOPARSE; // parsers would read the noise
    }
    if (!selected_.empty()) select(std::vector<int>(selected_));
    return {};
}

// Whether an ISO file's top-level boxes hold movie fragments; unsure counts as yes.
bool Input::has_fragments() const {
    int64_t at = 0;
    for (int box = 0; box < 4096; ++box) {
        uint8_t head[16];
        if (at >= file_->size) return false;
        if (::pread(file_->fd, head, sizeof head, at) < 8) return at + 8 < file_->size;
        if (std::memcmp(head + 4, "moof", 4) == 0 || std::memcmp(head + 4, "sidx", 4) == 0) return true;
        int64_t size = AV_RB32(head);
        if (size == 1) size = static_cast<int64_t>(AV_RB64(head + 8));
        if (size == 0) return false; // to the end of the file
        if (size < 8 || size > file_->size - at) return false;
        at += size;
    }
    return true;
}

void Input::close() {
    if (format_) avformat_close_input(&format_);
    file_.reset();
}

Input::~Input() { close(); }

bool Input::container_is(const char* name) const { return av_match_name(name, format_->iformat->name) > 0; }

bool Input::is_raw() const {
    static const char* const kRaw =
        "mp3,aac,ac3,eac3,dts,dtshd,truehd,mlp,flac,h264,hevc,m4v,mpegvideo,vc1,obu,av1,mjpeg,"
        "amr,amrnb,amrwb,dirac,cavsvideo,loas,tta,wv,shn,tak,gsm,h261,h263,dv,ape,mpc,mpc8";
    return av_match_name(format_->iformat->name, kRaw) > 0;
}

bool Input::seeks_by_bytes() const {
    return !(format_->iformat->flags & AVFMT_NO_BYTE_SEEK) &&
           (is_raw() || container_is("mpegts") || container_is("mpeg"));
}

bool Input::is_still_container() const {
    std::string name = container();
    return name.size() > 5 && name.compare(name.size() - 5, 5, "_pipe") == 0;
}

void Input::select(const std::vector<int>& streams) {
    selected_ = streams;
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
        bool wanted = std::find(streams.begin(), streams.end(), static_cast<int>(i)) != streams.end();
        format_->streams[i]->discard = wanted ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
}

int Input::read(AVPacket* packet) {
    deadline_ = std::chrono::steady_clock::now() + kReadTime;
    for (;;) {
        av_packet_unref(packet);
        int code = av_read_frame(format_, packet);
        if (code == AVERROR(EAGAIN)) {
            if (interrupted(this)) return AVERROR_EXIT;
            continue;
        }
        if (code < 0) return code;
        if (packet->size > kLargestPacket) continue;
        if (selected_.empty() || std::find(selected_.begin(), selected_.end(), packet->stream_index) != selected_.end())
            return 0;
        if (interrupted(this)) return AVERROR_EXIT;
    }
}

int64_t Input::read_bytes(int64_t position, uint8_t* out, size_t count) {
    for (size_t done = 0; done < count;) {
        const ssize_t got = ::pread(file_->fd, out + done, count - done, position + static_cast<int64_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return AVERROR(errno);
        if (got == 0) {
            file_->cut |= position + static_cast<int64_t>(done) < file_->size;
            return static_cast<int64_t>(done);
        }
        done += static_cast<size_t>(got);
    }
    return static_cast<int64_t>(count);
}

bool Input::was_cut() const { return file_ && file_->cut; }

bool Input::was_changed() const {
    struct stat s {};
    return file_ && ::fstat(file_->fd, &s) == 0 && !(identity_of(s) == identity_);
}

Error Input::cut_error() const {
    return fail(ErrorCode::bad_data, "the file was cut short while it was in use; restore it and try again", path());
}

int Input::seek(int stream_index, int64_t timestamp) {
    deadline_ = std::chrono::steady_clock::now() + kReadTime;
    return av_seek_frame(format_, stream_index, timestamp, AVSEEK_FLAG_BACKWARD);
}

int Input::seek_bytes(int64_t position) {
    deadline_ = std::chrono::steady_clock::now() + kReadTime;
    return av_seek_frame(format_, -1, position, AVSEEK_FLAG_BYTE);
}

Result<void> Input::rewind() {
    FileIdentity before = identity_;
    close();
    TRY_VOID(open_format());
    if (!(identity_ == before))
        return fail(ErrorCode::bad_data, "the file was replaced while it was in use; import it again", path());
    return {};
}

} // namespace tandem
