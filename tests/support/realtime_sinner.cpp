// Does inside a RealtimeScope what may not be done there, once each: the guard must see all of it.
#include <pthread.h>
#include <unistd.h>

#include <cstdlib>

#include "engine/base/realtime.h"

int main() {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    void* volatile kept = nullptr; // or the compiler leaves the allocation out
    {
        const tandem::RealtimeScope realtime;
        kept = std::malloc(100);
        pthread_mutex_lock(&mutex);
        if (write(STDOUT_FILENO, "x", 1) != 1) return 1;
    }
    std::free(kept);
    return 0;
}
