/*
 * A port that `resample conform` judges: pictures of any size, read from and written to the standard streams.
 *
 *     resample export pillow:bilinear --size any -o resize.h
 *     gcc -O2 -o port port.c -lm
 *     resample vectors pillow:bilinear -o vectors
 *     resample conform vectors --stdio -- ./port
 *
 * For each case it reads a line INPUT_WIDTH INPUT_HEIGHT CHANNELS DTYPE WIDTH HEIGHT and the samples of the picture, and
 * writes the samples of the result. With the arguments RAW OUTPUT WIDTH HEIGHT INPUT_WIDTH INPUT_HEIGHT it does one case
 * from file to file:
 *
 *     resample conform vectors -- ./port {raw} {output} {width} {height} {input_width} {input_height}
 */
#define RESIZE_ALLOCATE
#include "resize.h"

#include <stdio.h>
#include <stdlib.h>

/* Resizes one picture from one stream to another; returns 0 if all is well. */
static int port(FILE *from, FILE *to, size_t width, size_t height, size_t to_width, size_t to_height)
{
    const size_t samples = height * width * RESIZE_CHANNELS, results = to_height * to_width * RESIZE_CHANNELS;
    uint8_t *const picture = (uint8_t *)malloc(samples), *const result = (uint8_t *)malloc(results);
    int bad = picture == NULL || result == NULL || fread(picture, 1, samples, from) != samples;
    bad = bad || resize_allocating(picture, height, width, result, to_height, to_width);
    bad = bad || fwrite(result, 1, results, to) != results || fflush(to);
    free(picture);
    free(result);
    return bad;
}

static size_t number(const char *text) { return (size_t)strtoul(text, NULL, 10); }

int main(int argc, char **argv)
{
    unsigned long w, h, channels, ow, oh;
    char dtype[16];
    if (argc == 7) {
        FILE *const from = fopen(argv[1], "rb"), *const to = fopen(argv[2], "wb");
        const int bad = !from || !to || port(from, to, number(argv[5]), number(argv[6]), number(argv[3]), number(argv[4]));
        return bad || fclose(to);
    }
    while (scanf("%lu %lu %lu %15s %lu %lu", &w, &h, &channels, dtype, &ow, &oh) == 6) {
        if (getchar() != '\n' || channels != RESIZE_CHANNELS || strcmp(dtype, "uint8") != 0) return 1;
        if (port(stdin, stdout, w, h, ow, oh)) return 1;
    }
    return 0;
}
