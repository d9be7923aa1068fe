// Operations as TensorFlow is told of them. Each has a form composed of TensorFlow's own in ../src, which says what it
// computes and serves wherever this is not built.
#pragma once
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
  for (const int input : {like...}) {
    TF_ShapeInferenceContextGetInput(context, input, shape, status);
    TF_ShapeInferenceContextSetOutput(context, output++, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

/** Inputs, outputs and attributes are written as in TensorFlow, `x: float`. */
struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void (*shapes)(TF_ShapeInferenceContext*, TF_Status*);
  void (*compute)(void*, TF_OpKernelContext*);
  void* (*create)(TF_OpKernelConstruction*) = nullptr;
  void (*destroy)(void*) = nullptr;
};

/** Registers an operation for the CPU: at the start of the program, when the addon is loaded. */
void add(const Operation& operation);

}  // namespace singlora
