"""The six jobs, and how each program is told to do them. Used by jobs.py only."""
import re
import subprocess
from dataclasses import dataclass, field


@dataclass
class Job:
    name: str
    what: str
    frames: int
    size: tuple
    decoded: list  # (file, input options): what must be decoded, for the floor
    media: list = field(default_factory=list)


@dataclass
class Target:
    text: str
    floor: float = 0  # tandem / floor at most
    ffmpeg: float = 0  # tandem / ffmpeg at most
    fastest: bool = False  # faster than every other program
    peak_mib: float = 0


TARGETS = {
    "J1": Target("1.05 x ffmpeg", ffmpeg=1.05),
    "J2": Target("1.05 x ffmpeg", ffmpeg=1.05),
    "J3": Target("1.3 x floor, fastest, < 600 MiB", floor=1.3, fastest=True, peak_mib=600),
    "J4": Target("1.15 x floor, fastest", floor=1.15, fastest=True),
    "J5": Target("1.4 x floor, fastest", floor=1.4, fastest=True),
    "J6": Target("1.15 x floor, fastest, < 2.5 GiB", floor=1.15, fastest=True, peak_mib=2560),
}


def target_met(row):
    t = TARGETS[row["job"]]
    mine = row["programs"].get("tandem")
    if not mine:
        return False
    over = row["tandem_over"]
    return not ((t.floor and row["tandem_over_floor"] > t.floor) or (t.ffmpeg and over.get("ffmpeg", 9) > t.ffmpeg)
                or (t.fastest and any(v >= 1 for v in over.values())) or (t.peak_mib and mine["peak_mib"] > t.peak_mib))


S20 = ["-t", "20"]
J2_CUTS = [(("a.mp4", "b.mp4")[i % 2], (i * 7) % 18 + 0.5) for i in range(20)]  # (file, in), one second each
J3_MAIN = ["a.mp4", "b.mp4", "a.mp4", "b.mp4"]  # five seconds each, one second of dissolve at every cut

JOBS = [
    Job("J1", "one clip straight through", 600, (1920, 1080), [("a.mp4", S20)], ["a.mp4"]),
    Job("J2", "twenty cuts", 600, (1920, 1080), [(f, ["-ss", str(t), "-t", "1"]) for f, t in J2_CUTS], ["a.mp4", "b.mp4"]),
    Job("J3", "typical edit", 600, (1920, 1080),
        [("a.mp4", ["-t", "12"]), ("b.mp4", ["-t", "11"]), ("c.mp4", S20)], ["a.mp4", "b.mp4", "c.mp4", "logo.png", "look.cube"]),
    Job("J4", "4K 10-bit grade and title", 150, (3840, 2160), [("k4.mp4", ["-t", "5"])], ["k4.mp4"]),
    Job("J5", "eight full layers", 300, (1920, 1080), [("a.mp4", ["-ss", str(i), "-t", "10"]) for i in range(8)], ["a.mp4"]),
    Job("J6", "8K to 4K, graded", 90, (3840, 2160), [("k8.mp4", ["-t", "3"])], ["k8.mp4"]),
]

TAGS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
X264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"]
AAC = ["-c:a", "aac", "-b:a", "192k"]


# Seen in the bitstreams: what must be equal in x264's own list of its settings, whatever program ran it.
X264_EQUAL = ("cabac", "ref", "deblock", "me", "subme", "trellis", "8x8dct", "threads", "lookahead_threads", "sliced_threads", "bframes",
              "b_pyramid", "b_adapt", "weightp", "keyint", "scenecut", "rc_lookahead", "rc", "mbtree", "crf", "aq", "vbv_maxrate")


def x264_settings(path):
    """The settings that x264 writes into its first picture."""
    with open(path, "rb") as f:
        while block := f.read(1 << 24):
            if found := re.search(rb"x264 - core.*?options: ([ -~]+)", block, re.S):
                return dict(word.partition("=")[::2] for word in found.group(1).decode().split())
    return {}


def settings_differ(mine, theirs):
    """The words that differ, as text; empty where both encoders did the same work."""
    a, b = x264_settings(mine), x264_settings(theirs)
    return ", ".join(f"{k} {a.get(k, 'none')} / {b.get(k, 'none')}" for k in X264_EQUAL if a.get(k) != b.get(k))


def encode_args(job):
    return [*X264, *(AAC if job.name != "J4" and job.name != "J6" else ["-an"])]


# ---- media -------------------------------------------------------------------------------------------------------------

def make_media(folder, jobs):
    """Pictures with motion and grain, so that decoding and encoding cost what camera footage costs."""
    wanted = {m for j in jobs for m in j.media}
    video = lambda source, crf, extra=(): ["-f", "lavfi", "-i", source, *extra, "-c:v", "libx264", "-preset", "veryfast", "-crf",
                                           str(crf), "-pix_fmt", "yuv420p", "-g", "60", *TAGS]
    fractal = "mandelbrot=s={}:r=30:start_scale={}:end_scale={}:end_pts=600,noise=alls=6:allf=t"
    tone = lambda hz: ["-f", "lavfi", "-i", f"aevalsrc='0.3*sin(2*PI*{hz}*t)+0.1*sin(2*PI*{hz * 3}*t)*sin(2*PI*2*t)|0.3*sin(2*PI*{hz * 1.5}*t)':s=48000"]
    recipes = {
        "a.mp4": [*video(fractal.format("1920x1080", 3, 0.02), 18, tone(220)), "-t", "20", *AAC],
        "b.mp4": [*video("testsrc2=s=1920x1080:r=30,noise=alls=10:allf=t", 20, tone(330)), "-t", "20", *AAC],
        "c.mp4": [*video("life=s=480x270:r=30:mold=10:ratio=0.2:death_color=#203060:life_color=#ffd080,scale=1920:1080,noise=alls=6:allf=t", 20, tone(110)),
                  "-t", "20", *AAC],
        "logo.png": ["-f", "lavfi", "-i", "color=c=0x00000000:s=320x160,format=rgba,geq=r=255:g='X*255/W':b='Y*255/H':a='255*lt(hypot(X-160,(Y-80)*2),150)'",
                     "-frames:v", "1"],
        "k4.mp4": ["-f", "lavfi", "-i", "testsrc2=s=3840x2160:r=30,format=yuv420p10le,noise=alls=6:allf=t", "-t", "5", "-c:v", "libx265", "-preset",
                   "ultrafast", "-crf", "22", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=error", *TAGS],
        "k8.mp4": ["-f", "lavfi", "-i", "testsrc2=s=7680x4320:r=30,noise=alls=4:allf=t", "-t", "3", "-c:v", "libx264", "-preset", "ultrafast",
                   "-crf", "24", "-pix_fmt", "yuv420p", *TAGS],
    }
    for name in sorted(wanted):
        path = folder / name
        if path.exists():
            continue
        if name == "look.cube":
            path.write_text(look_cube())
            continue
        part = folder / ("part-" + name)
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *recipes[name], str(part)], check=True)
        part.rename(path)


def look_cube(size=33):
    """A film look: warm highlights, teal shadows, a soft shoulder."""
    lines = ['TITLE "bench look"', f"LUT_3D_SIZE {size}"]
    for b in range(size):
        for g in range(size):
            for r in range(size):
                c = [v / (size - 1) for v in (r, g, b)]
                luma = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
                curve = [v * v * (3 - 2 * v) * 0.4 + v * 0.6 for v in c]
                tint = (0.04 * luma, 0.01, 0.05 * (1 - luma))
                lines.append(" ".join(f"{min(1, max(0, v + t)):.6f}" for v, t in zip(curve, tint)))
    return "\n".join(lines) + "\n"


# ---- ffmpeg ------------------------------------------------------------------------------------------------------------

GRADE = "exposure=exposure=0.3,eq=contrast=1.1:saturation=1.2,colorbalance=rs=0.05:bh=0.05"
PIP = "scale=iw*0.35:ih*0.35,format=rgba,rotate=5*PI/180:ow=rotw(5*PI/180):oh=roth(5*PI/180):c=none,colorchannelmixer=aa=0.9"


def layer_transform(i):
    """Scale, degrees, x, y and opacity of layer i of J5."""
    return 1.0 - 0.04 * i, (i - 4) * 1.5, (i - 4) * 20, (4 - i) * 12, 1.0 if i == 0 else 0.5


def ffmpeg(job, media, out, _tandem):
    head = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
    tail = [*encode_args(job), str(out / f"{job.name}-ffmpeg.mp4")]
    if job.name == "J1":
        return [*head, "-t", "20", "-i", "a.mp4", *tail]
    if job.name == "J2":
        inputs = [x for f, t in J2_CUTS for x in ("-ss", str(t), "-t", "1", "-i", f)]
        graph = "".join(f"[{i}:v][{i}:a]" for i in range(20)) + "concat=n=20:v=1:a=1[v][a]"
        return [*head, *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", *tail]
    if job.name == "J3":
        inputs = []
        for i, f in enumerate(J3_MAIN):
            inputs += ["-ss", str(i), "-t", "6" if i < 3 else "5", "-i", f]
        inputs += ["-t", "20", "-i", "c.mp4", "-loop", "1", "-framerate", "30", "-t", "20", "-i", "logo.png"]
        graph = "[0:v][1:v]xfade=duration=1:offset=5[x1];[x1][2:v]xfade=duration=1:offset=10[x2];[x2][3:v]xfade=duration=1:offset=15[x3];"
        graph += f"[x3]{GRADE},lut3d=look.cube[main];[4:v]{PIP}[pip];[main][pip]overlay=1150:80[m2];[m2][5:v]overlay=60:60:format=auto[v];"
        graph += "[0:a][1:a]acrossfade=d=1[a1];[a1][2:a]acrossfade=d=1[a2];[a2][3:a]acrossfade=d=1,volume='0.8+0.2*sin(t)':eval=frame[am];"
        graph += "[4:a]volume='0.5+0.3*sin(t/2)':eval=frame[an];[am][an]amix=inputs=2:normalize=0[a]"
        return [*head, *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", *tail]
    if job.name == "J4":
        return [*head, "-t", "5", "-i", "k4.mp4", "-vf", f"{GRADE},drawtext=text='A Tandem film':fontsize=160:fontcolor=white:x=(w-tw)/2:y=h*0.8", *tail]
    if job.name == "J5":
        inputs = [x for i in range(8) for x in ("-ss", str(i), "-t", "10", "-i", "a.mp4")]
        graph = ""
        last = "[0:v]"
        for i in range(1, 8):
            s, deg, x, y, opacity = layer_transform(i)
            graph += (f"[{i}:v]scale=iw*{s}:ih*{s},format=rgba,rotate={deg}*PI/180:ow=rotw({deg}*PI/180):oh=roth({deg}*PI/180):c=none,"
                      f"colorchannelmixer=aa={opacity}[l{i}];{last}[l{i}]overlay=(W-w)/2+{x}:(H-h)/2+{y}[m{i}];")
            last = f"[m{i}]"
        graph += "[0:a]anull[a]"
        return [*head, *inputs, "-filter_complex", graph, "-map", last, "-map", "[a]", *tail]
    return [*head, "-t", "3", "-i", "k8.mp4", "-vf", f"scale=3840:2160:flags=bicubic,{GRADE}", *tail]


# ---- melt --------------------------------------------------------------------------------------------------------------

def melt(job, media, out, _tandem):
    """Plain MLT command lines; J4 and J6 need a profile of their own, written beside the media."""
    target = out / f"{job.name}-melt.mp4"
    audio = ["acodec=aac", "ab=192k"] if job.name not in ("J4", "J6") else ["an=1"]
    consumer = ["-consumer", f"avformat:{target}", "vcodec=libx264", "preset=veryfast", "crf=20", "pix_fmt=yuv420p", *audio,
                "real_time=-2", "terminate_on_pause=1"]
    width, height = job.size
    profile = out / f"melt-{width}.profile"
    profile.write_text(f"description=bench\nframe_rate_num=30\nframe_rate_den=1\nwidth={width}\nheight={height}\nprogressive=1\n"
                       f"sample_aspect_num=1\nsample_aspect_den=1\ndisplay_aspect_num=16\ndisplay_aspect_den=9\ncolorspace=709\n")
    head = ["melt", "-profile", str(profile)]
    grade = ["-attach", "avfilter.eq", "av.contrast=1.1", "av.saturation=1.2", "-attach", "lift_gamma_gain", "gain_r=1.2", "gain_g=1.2", "gain_b=1.25"]
    if job.name == "J1":
        return [*head, "a.mp4", "out=599", *consumer]
    if job.name == "J2":
        cuts = [x for f, t in J2_CUTS for x in (f, f"in={round(t * 30)}", f"out={round(t * 30) + 29}")]
        return [*head, *cuts, *consumer]
    if job.name == "J3":
        main = []
        for i, f in enumerate(J3_MAIN):
            main += [f, f"in={i * 30}", f"out={i * 30 + (179 if i < 3 else 149)}"]
            if i:
                main += ["-mix", "30", "-mixer", "luma", "-mixer", "mix:-1"]
        return [*head, *main, "-track", "c.mp4", "out=599", "-track", "logo.png", "length=600", "out=599",
                "-transition", "affine", "a_track=0", "b_track=1", "rect=1150 80 672 378 0.9", "fix_rotate_x=5", "out=599",
                "-transition", "affine", "a_track=0", "b_track=2", "rect=60 60 320 160 1", "out=599",
                "-transition", "mix", "a_track=0", "b_track=1", "sum=1", "always_active=1",
                "-filter", "avfilter.eq", "av.contrast=1.1", "av.saturation=1.2", "track=0",
                "-filter", "lift_gamma_gain", "gain_r=1.2", "track=0", "-filter", "avfilter.lut3d", "av.file=look.cube", "track=0",
                "-filter", "volume", "track=0", "level=0=-2;300=0;599=-2", "-filter", "volume", "track=1", "level=0=-6;300=-3;599=-6", *consumer]
    if job.name == "J4":
        return [*head, "k4.mp4", "out=149", *grade, "-attach", "dynamictext:A Tandem film", "size=160", "halign=center", "valign=bottom", *consumer]
    if job.name == "J5":
        tracks, blends = [], []
        for i in range(8):
            s, deg, x, y, opacity = layer_transform(i)
            # The first clips belong to the track that melt starts with.
            tracks += [*(["-track"] if i else []), "a.mp4", f"in={i * 30}", f"out={i * 30 + 299}"]
            if i:
                w, h = 1920 * s, 1080 * s
                blends += ["-transition", "affine", "a_track=0", f"b_track={i}", f"rect={(1920 - w) / 2 + x:.0f} {(1080 - h) / 2 + y:.0f} {w:.0f} {h:.0f} {opacity}",
                           f"fix_rotate_x={deg}", "out=299"]
        return [*head, *tracks, *blends, *consumer]
    return [*head, "k8.mp4", "out=89", *grade, *consumer]


# ---- GStreamer Editing Services ----------------------------------------------------------------------------------------

def ges(job, media, out, _tandem):
    """Jobs that ges-launch-1.0 can be told on a command line: J1 and J2; J4 and J6 with a lighter grade, J4 without its title."""
    # Numbers stand for enum values, which a profile's text cannot name: veryfast, constant quality (CRF).
    profile = ("video/quicktime,variant=iso"
               ":video/x-h264,profile=high|element-properties,speed-preset=3,pass=5,quantizer=20,key-int-max=250,vbv-buf-capacity=0")
    if job.name in ("J1", "J2"):
        profile += ":audio/mpeg,mpegversion=4,stream-format=raw|element-properties,bitrate=192000"
    width, height = job.size
    head = ["ges-launch-1.0", "-o", f"file://{out}/{job.name}-ges.mp4", "-f", profile, "--video-caps", f"video/x-raw,width={width},height={height},framerate=30/1",
            *([] if job.name in ("J1", "J2") else ["--track-types", "video"])]
    # Times must be written with a point: "20" would be nanoseconds.
    clip = lambda f, **kw: ["+clip", str(media / f), *(f"{k}={float(v)}" for k, v in kw.items())]
    if job.name == "J1":
        return [*head, *clip("a.mp4", duration=20)]
    if job.name == "J2":
        return [*head, *(x for i, (f, t) in enumerate(J2_CUTS) for x in clip(f, inpoint=t, duration=1, start=i))]
    if job.name == "J4":
        return [*head, *clip("k4.mp4", duration=5), "+effect", "videobalance contrast=1.1 saturation=1.2"]
    if job.name == "J6":
        return [*head, *clip("k8.mp4", duration=3), "+effect", "videobalance contrast=1.1 saturation=1.2"]
    return None


# ---- Tandem ------------------------------------------------------------------------------------------------------------

def project_script(job):
    """The edit commands that make the job's timeline in an empty project."""
    from job_scripts import SCRIPTS
    return SCRIPTS[job.name](job)


def prepare(job, media, out, tandem):
    """Makes the job's project; not part of the measured time, as a user opens a project that exists."""
    project = media / f"{job.name}.tandem"
    script = out / f"{job.name}.lua"
    script.write_text(project_script(job))
    width, height = job.size
    subprocess.run([tandem, "new", str(project), "-y", "--size", f"{width}x{height}", "--rate", "30"], check=True, cwd=media)
    subprocess.run([tandem, "edit", str(project), "--script", str(script)], check=True, cwd=media)


def tandem(job, media, out, binary):
    sets = ["--set", "video.speed=veryfast", "--set", "video.crf=20"]
    if job.name in ("J4", "J6"):
        sets += ["--set", "audio=none"]
    else:
        sets += ["--set", "audio.0.kbps=192"]
    return [binary, "render", f"{job.name}.tandem", "-o", str(out / f"{job.name}-tandem.mp4"), "-y", "--preset", "h264", "--progress", "none", *sets]


PROGRAMS = {"tandem": tandem, "ffmpeg": ffmpeg, "melt": melt, "ges": ges}
BINARY = {"ffmpeg": "ffmpeg", "melt": "melt", "ges": "ges-launch-1.0"}
