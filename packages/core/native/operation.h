// The registration of operations with TensorFlow. ../src has a form of each that is composed of TensorFlow's own
// operations, which defines its result and is used where this is not built.
#pragma once
#include <initializer_list>
#include <vector>
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace singlora {

/** The outputs that an operation's shape function knows: output i is like input `like[i]`; others are unknown. */
template <int... like>
void shapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
  int output = 0;
  TF_ShapeHandle* shape = TF_NewShapeHandle();
  for (const int input : std::initializer_list<int>{like...}) {
    TF_ShapeInferenceContextGetInput(context, input, shape, status);
    TF_ShapeInferenceContextSetOutput(context, output++, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

/** Reads an operation's attributes; after a failure the operation is refused. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction), status_(TF_NewStatus()) {}
  ~Attributes() {
    if (TF_GetCode(status_) != TF_OK) TF_OpKernelConstruction_Failure(construction_, status_);
    TF_DeleteStatus(status_);
  }
  void read(const char* name, float* to) { TF_OpKernelConstruction_GetAttrFloat(construction_, name, to, status_); }
  void read(const char* name, int64_t* to) { TF_OpKernelConstruction_GetAttrInt64(construction_, name, to, status_); }
  void read(const char* name, TF_Bool* to) { TF_OpKernelConstruction_GetAttrBool(construction_, name, to, status_); }

 private:
  TF_OpKernelConstruction* construction_;
  TF_Status* status_;
};

/** Creates a kernel's settings, which have `void read(Attributes&)`; calls receive them as their kernel. */
template <typename Settings>
void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings();
  Attributes attributes(construction);
  settings->read(attributes);
  return settings;
}

template <typename Settings>
void destroy(void* settings) {
  delete static_cast<Settings*>(settings);
}

/** For operations without attributes. */
struct NoSettings {
  void read(Attributes&) {}
};

/** Inputs, outputs and attributes are written as in TensorFlow, `x: float`. */
struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void (*shapes)(TF_ShapeInferenceContext*, TF_Status*);
  void (*compute)(void*, TF_OpKernelContext*);
  void* (*create)(TF_OpKernelConstruction*) = singlora::create<NoSettings>;
  void (*destroy)(void*) = singlora::destroy<NoSettings>;
};

/** Registers an operation for the CPU: at the start of the program, when the addon is loaded. */
void add(const Operation& operation);

}  // namespace singlora
