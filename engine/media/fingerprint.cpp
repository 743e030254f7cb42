// Size and hashes of a file's head, middle and tail.
#include <algorithm>
#include <fstream>
#include <vector>

#include "engine/base/hash.h"
#include "engine/media/input.h"
#include "engine/media/probe.h"

namespace tandem {

Result<Fingerprint> fingerprint(const std::string& path) {
    constexpr int64_t kPiece = 64 << 10;
    FileIdentity id = TRY(identify(path));
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorCode::no_input, "no permission to read the file; change its permissions", path);
    Fingerprint out;
    out.size = id.size;
    std::vector<char> bytes(static_cast<size_t>(std::min(kPiece, id.size)));
    auto piece = [&](int64_t at) -> uint64_t {
        file.clear();
        file.seekg(std::max<int64_t>(0, at));
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return Hasher{}.bytes(bytes.data(), static_cast<size_t>(file.gcount())).value();
    };
    out.head = piece(0);
    out.middle = piece((id.size - kPiece) / 2);
    out.tail = piece(id.size - kPiece);
    return out;
}

} // namespace tandem
