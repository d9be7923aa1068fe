#if defined(__x86_64__)
#include <vector>
#include "call.h"
#include "held-product.h"
#include "operation.h"

namespace singlora {
namespace {

struct HeldConvolutionSettings {
  TF_Bool transposed = 0;
  int64_t down = 1, across = 1, top = 0, left = 0, height = 1, width = 1;
  void read(Attributes& attributes) {
    attributes.read("transposed", &transposed);
    attributes.read("down", &down);
    attributes.read("across", &across);
    attributes.read("top", &top);
    attributes.read("left", &left);
    attributes.read("height", &height);
    attributes.read("width", &width);
  }
};

/**
 * The layout of pictures padded with zeros for every position of the filter: pixel (i, j) is at (top + i · down, left + j ·
 * across). Transposed, the zeros between pixels are the positions that the strides skipped.
 */
struct Places {
  int64_t height, width, down, across, top, left;
};

/** The rounded pictures `[batch, height, width, channels]` in that layout. */
std::unique_ptr<uint16_t[]> placed(const TF_Tensor* x, const Places& places) {
  const int64_t batch = TF_Dim(x, 0), height = TF_Dim(x, 1), width = TF_Dim(x, 2), channels = TF_Dim(x, 3);
  std::unique_ptr<uint16_t[]> all(new uint16_t[batch * places.height * places.width * channels]());
  // A row's pixels are contiguous unless there are zeros between them.
  const int64_t stretch = places.across == 1 ? width * channels : channels, stretches = width * channels / stretch;
  parallel_for(batch * height, rows_of_grain(width * channels), [&](int64_t from, int64_t to) {
    for (int64_t row = from; row < to; row++) {
      const int64_t i = row / height * places.height + places.top + row % height * places.down;
      const float* source = floats(x) + row * width * channels;
      uint16_t* target = all.get() + (i * places.width + places.left) * channels;
      for (int64_t j = 0; j < stretches; j++) {
        round_to_bfloat16(source + j * stretch, target + j * places.across * channels, 0, stretch);
      }
    }
  });
  return all;
}

void compute_held_convolution(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<HeldConvolutionSettings*>(kernel);
  Call call(context);
  const TF_Tensor *x = call.input(0), *filter = call.input(1), *bias = call.input(2);
  if (!call.check(x && filter && bias, "An input is missing.")) return;
  if (!call.check(TF_NumDims(x) == 4 && TF_NumDims(filter) == 4, "Pictures and a filter are needed.")) return;
  const bool transposed = settings.transposed;
  const int64_t tall = TF_Dim(filter, 0), wide = TF_Dim(filter, 1), batch = TF_Dim(x, 0), channels = TF_Dim(x, 3);
  const int64_t columns = TF_Dim(filter, transposed ? 2 : 3);
  // The strides are steps in the larger of the two pictures.
  const int64_t down = transposed ? 1 : settings.down, across = transposed ? 1 : settings.across;
  Places places{(settings.height - 1) * down + tall,
                (settings.width - 1) * across + wide,
                transposed ? settings.down : 1,
                transposed ? settings.across : 1,
                transposed ? tall - 1 - settings.top : settings.top,
                transposed ? wide - 1 - settings.left : settings.left};
  // The filter may meet no pixel of the last rows or columns.
  places.height = std::max(places.height, places.top + (TF_Dim(x, 1) - 1) * places.down + 1);
  places.width = std::max(places.width, places.left + (TF_Dim(x, 2) - 1) * places.across + 1);
  const bool biased = TF_TensorElementCount(bias) > 0;
  if (!call.check(channels % 2 == 0 && TF_Dim(filter, transposed ? 3 : 2) == channels &&
                      (!biased || TF_TensorElementCount(bias) == columns) && settings.down > 0 && settings.across > 0 &&
                      settings.height > 0 && settings.width > 0 && places.top >= 0 && places.left >= 0,
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  float* c = call.output(0, {batch, settings.height, settings.width, columns});
  if (!call.check(c, "No memory for the result.")) return;
  const std::unique_ptr<uint16_t[]> pictures = placed(x, places);
  std::vector<int64_t> starts, offsets;
  for (int64_t n = 0; n < batch; n++) {
    for (int64_t i = 0; i < settings.height; i++) {
      for (int64_t j = 0; j < settings.width; j++) {
        starts.push_back(((n * places.height + i * down) * places.width + j * across) * channels);
      }
    }
  }
  for (int64_t i = 0; i < tall; i++) {
    for (int64_t j = 0; j < wide; j++) offsets.push_back((i * places.width + j) * channels);
  }
  HeldProduct product{static_cast<int64_t>(starts.size()), columns, tall * wide * channels, 0, pictures.get(),
                      static_cast<const uint16_t*>(TF_TensorData(filter)), transposed, biased ? floats(bias) : nullptr,
                      nullptr, nullptr, c};
  product.pieces = tall * wide;
  product.starts = starts.data();
  product.offsets = offsets.data();
  multiply_held(product);
}

const bool added = serves_held_products() && [] {
  add({"SingloraHeldConvolution", {"x: float", "filter: bfloat16", "bias: float"}, {"y: float"},
       {"transposed: bool", "down: int", "across: int", "top: int", "left: int", "height: int", "width: int"}, shapes<>,
       compute_held_convolution, create<HeldConvolutionSettings>, destroy<HeldConvolutionSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
#endif
