"""The parts of a C header of any size that no recipe changes; ``@`` is its prefix, ``$`` what is filled in."""

from __future__ import annotations

UP = "static inline uint64_t @_up(uint64_t bytes) { return (bytes + 63u) / 64u * 64u; }"
TABLE = """\
/* The taps of an axis. */
typedef struct {
    size_t k;       /* the most taps of an output */
    int32_t *index; /* $INDEX */
$MEMBERS} @_table_of;

/* Bytes of a table; 0: it has more numbers than are counted here. */
static inline uint64_t @_table_bytes(size_t n, size_t m)
{
    const uint64_t k = @_longest(n, m);
    if (k * m > 0x7FFFFFFFu / 8u) return 0;
    return $BYTES;
}

static inline void @_make_table(@_table_of *table, unsigned char *at, size_t n, size_t m, int across)
{
    @_NO_CONTRACTION
    table->k = @_longest(n, m);
    (void)across;
$MAKE}
"""
#: Fraction bits: as many as keep the largest weight below 2**15, at most 22.
ADAPTIVE = """\
    {
        double largest = $FOUND;
        int bits = 0;
        for (size_t i = 0; i < m * table->k; i++)
            if (wide[i] > largest) largest = wide[i];
        while (bits < 22 && (int64_t)(0.5 + largest * (double)((uint32_t)1 << (bits + 1))) < 32768) bits++;
        table->bits = bits;
    }
"""
QUANTISE = """\
    for (size_t i = 0; i < m * table->k; i++) {
        const $WIDE w = wide[i];
        $RULE
        table->weight[i] = q;
    }
"""
SIZES = """\
/*
 * Bytes of scratch memory for a picture of height x width and a result of to_height x to_width.
 * 0: such sizes are refused, because a side is 0 or above 2**24, or a table or a picture has too many bytes$ALSO.
 */
static inline size_t @_scratch_bytes(size_t height, size_t width, size_t to_height, size_t to_width)
{
    const int64_t h = (int64_t)height, w = (int64_t)width, oh = (int64_t)to_height, ow = (int64_t)to_width;
    uint64_t bytes = 64;
    if (height - 1 > 0xFFFFFFu || width - 1 > 0xFFFFFFu || to_height - 1 > 0xFFFFFFu || to_width - 1 > 0xFFFFFFu)
        return 0;
    if ((uint64_t)height * width > (uint64_t)PTRDIFF_MAX / $PIXEL) return 0;
    if ((uint64_t)to_height * to_width > (uint64_t)PTRDIFF_MAX / $PIXEL) return 0;
$COUNT    (void)h, (void)w, (void)oh, (void)ow;
    return bytes > (uint64_t)PTRDIFF_MAX ? 0 : (size_t)bytes;
}
"""
ALLOCATE = """\
#ifdef $UP_ALLOCATE
#include <stdlib.h>
/* The same, with scratch memory of its own: 2 where there is none. Only where $UP_ALLOCATE is defined. */
static inline int @_allocating(const $S *source, size_t height, size_t width, $S *result, size_t to_height,
                               size_t to_width)
{
    const size_t bytes = @_scratch_bytes(height, width, to_height, to_width);
    void *const scratch = bytes ? malloc(bytes) : NULL;
    const int status = !bytes ? 1 : !scratch ? 2 : @(source, height, width, result, to_height, to_width, scratch);
    free(scratch);
    return status;
}
#endif
"""
SELFTEST = """\
/*
 * Resizes $CASES generated pictures and compares the hash of all results; returns 0 if it is the expected one.
 * The expected hash is that of: $PROVENANCE
 */
static inline int @_selftest(void *memory)
{
    static const size_t sizes[$CASES][4] = {$SIZES};
    unsigned char *const bytes = (unsigned char *)memory;
    uint64_t hash = 0xCBF29CE484222325ULL;
    for (size_t n = 0; n < $CASES; n++) {
        const size_t h = sizes[n][0], w = sizes[n][1], oh = sizes[n][2], ow = sizes[n][3];
        const size_t samples = h * w * $CHANNELS, outputs = oh * ow * $CHANNELS;
        const size_t result_at = (size_t)@_up(samples * sizeof($S)), needed = @_scratch_bytes(h, w, oh, ow);
        const size_t scratch_at = result_at + (size_t)@_up(outputs * sizeof($S));
        $S *const source = ($S *)memory;
        $S *const result = ($S *)(void *)(bytes + result_at);
        uint64_t state = $SEED;
        for (size_t i = 0; i < samples; i++) {
            uint64_t z = state += 0x9E3779B97F4A7C15ULL;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
            z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
            z ^= z >> 31;
            source[i] = $VALUE;
        }
        if (needed == 0 || scratch_at + needed > $UP_SELFTEST_BYTES) return 1;
        if (@(source, h, w, result, oh, ow, bytes + scratch_at)) return 1;
        for (size_t i = 0; i < outputs; i++) {
            $UNSIGNED x;
            memcpy(&x, result + i, sizeof x);
$ONE_NAN            for (size_t byte = 0; byte < sizeof x; byte++)
                hash = (hash ^ (((uint64_t)x >> (8 * byte)) & 0xFFu)) * 0x100000001B3ULL;
        }
    }
    return hash == $HASH ? 0 : 1;
}
"""
