// Helpers for one call of a kernel written against TensorFlow's C interface.
#pragma once
#include <algorithm>
#include <vector>
#include "parallel.h"
#include "processor.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_tensor.h"

namespace singlora {

/** The inputs and outputs of one call of an operation. After a failure the other functions are harmless. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }

  const TF_Tensor* input(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (tensor) tensors_.push_back(tensor);
    return tensor;
  }

  float* output(int index, const std::vector<int64_t>& shape) {
    size_t bytes = sizeof(float);
    for (const int64_t size : shape) bytes *= size;
    return kept(TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), shape.size(), bytes, status_));
  }

  /** An output in the memory of an input of the same shape, if nothing else needs that; call it before reading the input. */
  float* output_over(int input, int index, const std::vector<int64_t>& shape) {
    int forwarded = -1;
    return kept(TF_ForwardInputOrAllocateOutput(context_, &input, 1, index, shape.data(), shape.size(), &forwarded,
                                                status_));
  }

  /** Whether there was no failure so far and `holds`; otherwise the operation fails with this message. */
  bool check(bool holds, const char* message) {
    if (TF_GetCode(status_) == TF_OK && !holds) TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
    if (TF_GetCode(status_) == TF_OK) return true;
    TF_OpKernelContext_Failure(context_, status_);
    return false;
  }

 private:
  float* kept(TF_Tensor* tensor) {
    if (!tensor) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

inline const float* floats(const TF_Tensor* tensor) { return static_cast<const float*>(TF_TensorData(tensor)); }

inline std::vector<int64_t> shape_of(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, i);
  return shape;
}

/** Rows at a time, so that a part has some tens of thousands of values. */
inline int64_t rows_of_grain(int64_t dim) { return std::max<int64_t>(1, 32768 / std::max<int64_t>(dim, 1)); }

template <typename Task>
void run_parallel(const Task& task, int64_t total, int64_t grain) {
  parallel_for(total, grain, [&task](int64_t from, int64_t to) { run_on_processor(task, from, to); });
}

}  // namespace singlora
