// The words and exit codes of ErrorCode.
#include "engine/base/result.h"

namespace tandem {

int exit_code(ErrorCode code) {
    switch (code) {
    case ErrorCode::usage:
        return 64;
    case ErrorCode::bad_data:
        return 65;
    case ErrorCode::no_input:
        return 66;
    case ErrorCode::unavailable:
        return 69;
    case ErrorCode::internal:
        return 70;
    case ErrorCode::cant_create:
        return 73;
    case ErrorCode::io:
        return 74;
    case ErrorCode::temporary:
        return 75;
    case ErrorCode::denied:
        return 77;
    case ErrorCode::config:
        return 78;
    case ErrorCode::cancelled:
        return 130;
    }
    return 70;
}

const char* error_word(ErrorCode code) {
    switch (code) {
    case ErrorCode::usage:
        return "usage";
    case ErrorCode::bad_data:
        return "bad_data";
    case ErrorCode::no_input:
        return "no_input";
    case ErrorCode::unavailable:
        return "unavailable";
    case ErrorCode::internal:
        return "internal";
    case ErrorCode::cant_create:
        return "cant_create";
    case ErrorCode::io:
        return "io";
    case ErrorCode::temporary:
        return "temporary";
    case ErrorCode::denied:
        return "denied";
    case ErrorCode::config:
        return "config";
    case ErrorCode::cancelled:
        return "cancelled";
    }
    return "internal";
}

} // namespace tandem
