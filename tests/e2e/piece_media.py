"""Media of the two-minute piece: three films and six sounds, made by ffmpeg's own sources."""
import subprocess

LENGTH = 120
FILMS = {
    "coast.mp4": "gradients=s=640x360:r=25:c0=0x0d2c37:c1=0xdea36f:c2=0x8ab3ef:n=3:speed=0.01",
    "city.mp4": "testsrc2=s=640x360:r=25",
    "stars.mp4": "gradients=s=640x360:r=25:c0=0x05030f:c1=0x4a2c7a:c2=0xf0e8ff:n=3:type=radial:speed=0.02",
}
SOUNDS = {
    # Half of every eight seconds speaks: syllables of a voice at 120 Hz.
    "voice.wav": "0.16*lt(mod(t,8),4)*(0.5+0.5*sin(2*PI*4*t))*(sin(2*PI*120*t)+0.6*sin(2*PI*600*t)+0.4*sin(2*PI*1800*t))",
    "music.wav": "0.13*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t))*(0.6+0.4*sin(2*PI*0.5*t))",
    "bass.wav": "0.15*sin(2*PI*55*t)*exp(-3*mod(t,0.5))",
    "beat.wav": "0.1*(random(0)-0.5)*exp(-20*mod(t,0.5))",
    "birds.wav": "0.08*sin(2*PI*(2500+400*sin(2*PI*7*t))*t)*lt(mod(t,5),0.4)",
    "hall.wav": "0.02*(random(0)-0.5)",
}


def make(folder):
    for name, source in FILMS.items():
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", str(LENGTH), "-c:v", "libx264", "-preset",
                        "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", folder / name], check=True)
    for name, wave in SOUNDS.items():
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"aevalsrc='{wave}|{wave}':s=48000:d={LENGTH}",
                        folder / name], check=True)
