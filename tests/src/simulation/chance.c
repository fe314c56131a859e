/* Takes the operating system's randomness away from a simulation. The runtime picks whom to wake, and hash maps where
   to begin, by numbers they draw at start: with these every run draws the same. The code under test draws through
   ges_runtime::Entropy and never comes here. Loaded with LD_PRELOAD by simulation/apart.rs. */
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

static __thread uint64_t state = 2555;

static void fill(unsigned char *bytes, size_t length) {
    for (size_t at = 0; at < length; at++) {
        uint64_t z = (state += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        bytes[at] = (unsigned char)((z ^ (z >> 27)) >> 32);
    }
}

ssize_t getrandom(void *bytes, size_t length, unsigned int flags) {
    (void)flags;
    fill(bytes, length);
    return (ssize_t)length;
}

int getentropy(void *bytes, size_t length) {
    fill(bytes, length);
    return 0;
}
