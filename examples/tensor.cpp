// The tensor that torchvision makes of a picture, without torchvision, Pillow or Python:
//
//     transforms.Compose([
//         transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
//         transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
//     ])(Image.open("photo.ppm"))
//
// Programs that do this by cv::resize and torch::from_blob get another tensor (opencv/opencv issue 22134 is one of many
// reports): transforms.Resize of an image is Pillow's filter, and no flag of cv::resize is.
//
//     pip install 'resample-exact[cli]'
//     resample export pillow:bilinear --size any -o resize.h
//     g++ -O2 -std=c++11 -o tensor tensor.cpp
//     ./tensor photo.ppm > tensor.txt
//
// It reads a binary PPM and prints the 3 x 224 x 224 numbers of the tensor, channel by channel, one a line, with as many
// digits as read back to the same float.

#define RESIZE_ALLOCATE
#include "resize.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

namespace {

const std::size_t kShorter = 256, kCrop = 224;
const float kMean[3] = {0.485f, 0.456f, 0.406f}, kStd[3] = {0.229f, 0.224f, 0.225f};

struct Image {
    std::size_t height, width;
    std::vector<std::uint8_t> samples;  // rows of pixels of red, green, blue
};

// The next number of a PPM's head; a comment reaches from # to the end of its line.
std::size_t number(std::istream &stream) {
    while ((stream >> std::ws).peek() == '#') stream.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    std::size_t value = 0;
    stream >> value;
    return value;
}

bool read(const std::string &path, Image &image) {
    std::ifstream stream(path.c_str(), std::ios::binary);
    char magic[2] = {0, 0};
    if (!stream.read(magic, 2) || magic[0] != 'P' || magic[1] != '6') return false;
    image.width = number(stream);
    image.height = number(stream);
    if (number(stream) != 255 || image.width - 1 > 0xFFFFFFu || image.height - 1 > 0xFFFFFFu) return false;
    stream.get();
    image.samples.resize(image.height * image.width * 3);
    return static_cast<bool>(stream.read(reinterpret_cast<char *>(image.samples.data()),
                                         static_cast<std::streamsize>(image.samples.size())));
}

// transforms.Resize(256): the shorter side becomes 256, the longer one is cut to a whole number.
bool shrink(const Image &image, Image &result) {
    const bool tall = image.height > image.width;
    const std::size_t shorter = tall ? image.width : image.height, longer = tall ? image.height : image.width;
    const std::size_t other =
        static_cast<std::size_t>(static_cast<double>(kShorter * longer) / static_cast<double>(shorter));
    result.height = tall ? other : kShorter;
    result.width = tall ? kShorter : other;
    result.samples.resize(result.height * result.width * 3);
    return resize_allocating(image.samples.data(), image.height, image.width, result.samples.data(), result.height,
                             result.width) == 0;
}

// transforms.CenterCrop(224), ToTensor, Normalize: each operation is rounded to float, as torch does it.
void print(const Image &image) {
    // Python's round: a half goes to the even neighbour.
    const std::size_t top = static_cast<std::size_t>(std::nearbyint(static_cast<double>(image.height - kCrop) / 2.0));
    const std::size_t left = static_cast<std::size_t>(std::nearbyint(static_cast<double>(image.width - kCrop) / 2.0));
    for (std::size_t c = 0; c < 3; c++)
        for (std::size_t y = 0; y < kCrop; y++)
            for (std::size_t x = 0; x < kCrop; x++) {
                const float byte = image.samples[((top + y) * image.width + left + x) * 3 + c];
                const float unit = byte / 255.0f;
                const float value = (unit - kMean[c]) / kStd[c];
                std::printf("%.9g\n", static_cast<double>(value));
            }
}

}  // namespace

int main(int argc, char **argv) {
    std::vector<unsigned char> memory(RESIZE_SELFTEST_BYTES + 64);
    void *aligned = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64);
    if (resize_selftest(aligned) != 0) {
        std::cerr << "this build does not give the certified bytes\n";
        return 3;
    }
    Image image, resized;
    if (argc != 2 || !read(argv[1], image)) {
        std::cerr << "usage: tensor PICTURE.ppm (binary, 255 levels)\n";
        return 2;
    }
    if (!shrink(image, resized)) {
        std::cerr << "a picture of this size is refused\n";
        return 1;
    }
    print(resized);
    return 0;
}
