// ParamCells: parameters of the mixer that are held by a hand, past the plan. While a cell is held its value rules the
// parameter wherever it is run; released, the parameter goes back to what the plan says. A cell belongs to an address
// for good, so plans and edits come and go under it.
// Written by: control threads, under a mutex. Read by: the device's thread and the workers, which never wait.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

#include "engine/audio/envelope.h"

namespace tandem::audio {

// A parameter by stable ids.
struct ParamAddress {
    enum class Kind : uint8_t { gain, pan, send, effect };
    Kind kind = Kind::gain;
    uint64_t owner = 0; // of gain, pan, send: track or bus, 0 = the master; else the effect
    uint64_t which = 0; // send: the bus it goes to; effect: row of its catalog, or place among the plug-in's controls
    friend auto operator<=>(const ParamAddress&, const ParamAddress&) = default;
};

// How a value gets from where it is to where it is held: smoothed, or at once (choices and switches); `offset`: what is
// held is added to the plan's value, smoothed.
enum class Motion : uint8_t { smooth, steps, offset };

class ParamCells {
  public:
    static constexpr int kCells = 1024;
    static constexpr double kSmoothSeconds = 0.005; // to 63 % of the way

    // Which holding of a cell is meant, as another may have begun since.
    struct Grip {
        int cell = -1;
        uint32_t turn = 0;
        explicit operator bool() const { return cell >= 0; }
    };

    // ---- control threads ----
    // Takes hold of the parameter, or moves it. None where all cells belong to other addresses.
    Grip hold(const ParamAddress& address, double value, Motion motion = Motion::smooth);
    // Lets go: the value goes back to the plan's along a line of so many frames.
    void release(const ParamAddress& address, int glide_frames);
    // What is held now, for release_with().
    Grip grip(const ParamAddress& address) const;
    // Plans from this number on are not ruled by it; those before stay so.
    void release_with(Grip grip, uint64_t plan);
    bool held(const ParamAddress& address) const;
    // Of a held parameter.
    std::optional<double> value(const ParamAddress& address) const;

    // ---- any thread ----
    int count() const { return count_.load(std::memory_order_acquire); }
    // Pre: cell < count(). Never changes.
    const ParamAddress& address(int cell) const { return cells_[static_cast<size_t>(cell)].address; }
    Motion motion(int cell) const { return cells_[static_cast<size_t>(cell)].motion.load(std::memory_order_relaxed); }
    bool rules(int cell, uint64_t plan) const {
        return plan < cells_[static_cast<size_t>(cell)].until.load(std::memory_order_acquire);
    }
    double value(int cell) const { return cells_[static_cast<size_t>(cell)].value.load(std::memory_order_relaxed); }
    int glide(int cell) const { return cells_[static_cast<size_t>(cell)].glide.load(std::memory_order_relaxed); }
    // Counts what has been done to the cell, to all.
    uint32_t changes(int cell) const {
        return cells_[static_cast<size_t>(cell)].changes.load(std::memory_order_acquire);
    }
    uint64_t changes() const { return changes_.load(std::memory_order_acquire); }

  private:
    struct Cell {
        ParamAddress address;
        std::atomic<Motion> motion{Motion::smooth};
        std::atomic<double> value{0};
        std::atomic<uint64_t> until{0}; // plans before this number are ruled by it
        std::atomic<int> glide{0};
        std::atomic<uint32_t> changes{0};
        uint32_t turn = 0; // under mutex_
    };
    int find(const ParamAddress& address) const;
    void changed(Cell& cell);

    mutable std::mutex mutex_; // of the control threads among each other
    std::array<Cell, kCells> cells_;
    std::atomic<int> count_{0};
    std::atomic<uint64_t> changes_{0};
};

// A parameter where it is run: follows its cell, then the plan again. Realtime safe; one thread at a time.
class LiveParam {
  public:
    LiveParam() = default;
    explicit LiveParam(int cell) : cell_(cell) {}
    int cell() const { return cell_; }
    // The line of the next `frames` frames, in which the plan has `plan`. False, and nothing set, where the plan rules
    // alone: then the sound is the plan's to the bit.
    bool follow(const ParamCells& cells, uint64_t plan_number, EnvelopeLine plan, int frames, int rate,
                EnvelopeLine& line);
    bool stands_aside(const ParamCells& cells, uint64_t plan_number) const {
        return !moves_ && !cells.rules(cell_, plan_number);
    }
    // To where it is going, as after a jump.
    void settle() { moves_ = false, settled_ = true; }

  private:
    int cell_ = -1;
    Motion motion_ = Motion::smooth;
    bool moves_ = false;   // value_ is of the run before
    bool settled_ = false; // it begins where it is held
    double value_ = 0;
    double away_ = 0; // from the plan, when it was let go
    int left_ = 0, glide_ = 0;
};

} // namespace tandem::audio
