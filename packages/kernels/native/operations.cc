// TensorFlow operations of this project, registered when the addon loads. Each has a form composed of TensorFlow's own
// in ../src, which says what it computes and serves wherever this is not built.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>
#include "activation.h"
#include "attention.h"
#include "normalisation.h"
#include "parallel.h"
#include "processor.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

namespace singlora {
namespace {

/** What one call of an operation reads and makes. After a failure the rest does nothing of harm. */
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
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), shape.size(), bytes, status_);
    if (!tensor) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

  /** Whether all went well so far and `holds`; otherwise the operation fails with this message. */
  bool check(bool holds, const char* message) {
    if (TF_GetCode(status_) == TF_OK && !holds) TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
    if (TF_GetCode(status_) == TF_OK) return true;
    TF_OpKernelContext_Failure(context_, status_);
    return false;
  }

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

const float* floats(const TF_Tensor* tensor) { return static_cast<const float*>(TF_TensorData(tensor)); }

std::vector<int64_t> shape_of(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, i);
  return shape;
}

/** Rows at a time, so that a part is some tens of thousands of numbers. */
int64_t rows_of_grain(int64_t dim) { return std::max<int64_t>(1, 32768 / std::max<int64_t>(dim, 1)); }

template <typename Task>
void run_parallel(const Task& task, int64_t total, int64_t grain) {
  parallel_for(total, grain, [&task](int64_t from, int64_t to) { run_on_processor(task, from, to); });
}

// --- elementwise -----------------------------------------------------------------------------------------------------

template <typename Operation>
struct ElementwiseTask {
  const float* const* in;
  float* const* out;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    elementwise<W, Operation>(in, out, from, to);
  }
};

template <typename Operation>
void compute_elementwise(void*, TF_OpKernelContext* context) {
  Call call(context);
  const float* in[Operation::inputs];
  float* out[Operation::outputs];
  const TF_Tensor* first = nullptr;
  for (int i = 0; i < Operation::inputs; i++) {
    const TF_Tensor* input = call.input(i);
    if (!call.check(input && (i == 0 || TF_TensorElementCount(input) == TF_TensorElementCount(first)),
                    "The inputs differ in size.")) {
      return;
    }
    if (i == 0) first = input;
    in[i] = floats(input);
  }
  for (int i = 0; i < Operation::outputs; i++) {
    out[i] = call.output(i, shape_of(first));
    if (!call.check(out[i], "No memory for the result.")) return;
  }
  run_parallel(ElementwiseTask<Operation>{in, out}, TF_TensorElementCount(first), 32768);
}

// --- normalisation ---------------------------------------------------------------------------------------------------

struct NormalisationTask {
  Normalisation n;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    normalise<W>(n, from, to);
  }
};

struct NormalisationGradientTask {
  NormalisationGradient n;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    normalise_gradient<W>(n, from, to);
  }
};

struct NormalisationSettings {
  float epsilon = 0;
  TF_Bool centred = 1;
};

void* create_normalisation(TF_OpKernelConstruction* construction) {
  auto* settings = new NormalisationSettings();
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status);
  TF_OpKernelConstruction_GetAttrBool(construction, "centred", &settings->centred, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return settings;
}

void delete_normalisation(void* settings) { delete static_cast<NormalisationSettings*>(settings); }

void compute_normalisation(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<NormalisationSettings*>(kernel);
  Call call(context);
  const TF_Tensor *x = call.input(0), *residual = call.input(1), *gamma = call.input(2), *beta = call.input(3);
  if (!call.check(x && residual && gamma && beta, "An input is missing.")) return;
  const int64_t count = TF_TensorElementCount(x), dim = TF_TensorElementCount(gamma);
  const bool adds = TF_TensorElementCount(residual) > 0, shifts = TF_TensorElementCount(beta) > 0;
  if (!call.check(dim > 0 && count % dim == 0 && (!adds || TF_TensorElementCount(residual) == count) &&
                      (!shifts || TF_TensorElementCount(beta) == dim),
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  std::vector<int64_t> shape = shape_of(x);
  float *y = call.output(0, shape), *hat = call.output(1, shape);
  shape.back() = 1;
  float* inverse = call.output(2, shape);
  if (!call.check(y && hat && inverse, "No memory for the result.")) return;
  const NormalisationTask task{{floats(x), adds ? floats(residual) : nullptr, floats(gamma),
                                shifts ? floats(beta) : nullptr, y, hat, inverse, dim, settings.epsilon,
                                settings.centred != 0}};
  run_parallel(task, count / dim, rows_of_grain(dim));
}

void compute_normalisation_gradient(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<NormalisationSettings*>(kernel);
  Call call(context);
  const TF_Tensor *dy = call.input(0), *hat = call.input(1), *inverse = call.input(2), *gamma = call.input(3);
  if (!call.check(dy && hat && inverse && gamma, "An input is missing.")) return;
  const int64_t count = TF_TensorElementCount(dy), dim = TF_TensorElementCount(gamma);
  if (!call.check(dim > 0 && count == TF_TensorElementCount(hat) && count == TF_TensorElementCount(inverse) * dim,
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  float* dx = call.output(0, shape_of(dy));
  if (!call.check(dx, "No memory for the result.")) return;
  const NormalisationGradientTask task{
      {floats(dy), floats(hat), floats(inverse), floats(gamma), dx, dim, settings.centred != 0}};
  run_parallel(task, count / dim, rows_of_grain(dim));
}

// --- attention -------------------------------------------------------------------------------------------------------

template <bool gradient>
struct AttentionTask {
  Attention a;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    if constexpr (W > 1) {
      if (a.head_dim % W != 0) return run<(W == 16 ? 8 : 1)>(from, to);
    }
    const int64_t bytes = HeadScratch<W>().lay_out(a, gradient, nullptr) * sizeof(float);
    std::unique_ptr<float, decltype(&std::free)> scratch(
        static_cast<float*>(std::aligned_alloc(64, rounded_up(bytes, 64))), &std::free);
    if constexpr (gradient) {
      attend_gradient<W>(a, from, to, scratch.get());
    } else {
      attend<W>(a, from, to, scratch.get());
    }
  }
};

struct AttentionSettings {
  int64_t heads = 0, kv_heads = 0;
  float scale = 0;
};

void* create_attention(TF_OpKernelConstruction* construction) {
  auto* settings = new AttentionSettings();
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrInt64(construction, "heads", &settings->heads, status);
  TF_OpKernelConstruction_GetAttrInt64(construction, "kv_heads", &settings->kv_heads, status);
  TF_OpKernelConstruction_GetAttrFloat(construction, "scale", &settings->scale, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return settings;
}

void delete_attention(void* settings) { delete static_cast<AttentionSettings*>(settings); }

/** A tensor of four axes, each of the size given or 1. */
bool broadcast(const TF_Tensor* tensor, const Attention& a, Broadcast* result) {
  const int64_t sizes[] = {a.batch, a.heads, a.queries, a.keys};
  int64_t steps[4], step = 1;
  if (TF_NumDims(tensor) != 4) return false;
  for (int axis = 3; axis >= 0; axis--) {
    const int64_t size = TF_Dim(tensor, axis);
    if (size != 1 && size != sizes[axis]) return false;
    steps[axis] = size == 1 ? 0 : step;
    step *= size;
  }
  *result = {floats(tensor), steps[0], steps[1], steps[2], steps[3]};
  return true;
}

/** Reads q, k, v, the mask, the factors and the batch's size, which are inputs from `first` on. */
bool read_attention(Call& call, const AttentionSettings& settings, int first, Attention* a) {
  const TF_Tensor* in[6];
  for (int i = 0; i < 6; i++) {
    in[i] = call.input(first + i);
    if (!call.check(in[i], "An input is missing.")) return false;
  }
  const auto [q, k, v, mask, factors, batch] = in;
  a->heads = settings.heads;
  a->kv_heads = settings.kv_heads;
  a->scale = settings.scale;
  a->batch = TF_TensorElementCount(batch) == 1 ? *static_cast<const int32_t*>(TF_TensorData(batch)) : 0;
  const int64_t width = TF_NumDims(q) == 2 ? TF_Dim(q, 1) : 0;
  if (!call.check(a->heads > 0 && a->kv_heads > 0 && a->heads % a->kv_heads == 0 && a->batch > 0 && width > 0 &&
                      width % a->heads == 0 && TF_NumDims(k) == 2 && TF_Dim(q, 0) % a->batch == 0 &&
                      TF_Dim(k, 0) % a->batch == 0,
                  "Queries, heads and batch do not fit each other.")) {
    return false;
  }
  a->head_dim = width / a->heads;
  a->queries = TF_Dim(q, 0) / a->batch;
  a->keys = TF_Dim(k, 0) / a->batch;
  if (!call.check(TF_Dim(k, 1) == a->kv_heads * a->head_dim && TF_TensorElementCount(v) == TF_TensorElementCount(k),
                  "Keys and values do not fit the queries.")) {
    return false;
  }
  a->q = floats(q);
  a->k = floats(k);
  a->v = floats(v);
  a->factors = {};
  const bool drops = TF_TensorElementCount(factors) > 0;
  return call.check(broadcast(mask, *a, &a->mask) && (!drops || broadcast(factors, *a, &a->factors)),
                    "The mask does not broadcast to [batch, heads, queries, keys].");
}

void compute_attention(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  AttentionTask<false> task;
  Attention& a = task.a;
  if (!read_attention(call, *static_cast<AttentionSettings*>(kernel), 0, &a)) return;
  a.y = call.output(0, {a.batch * a.queries, a.heads * a.head_dim});
  a.statistics = call.output(1, {a.batch, a.heads, a.queries, 2});
  if (!call.check(a.y && a.statistics, "No memory for the result.")) return;
  run_parallel(task, a.batch * a.heads, a.heads);
}

void compute_attention_gradient(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  AttentionTask<true> task;
  Attention& a = task.a;
  const TF_Tensor *dy = call.input(0), *y = call.input(1), *statistics = call.input(2);
  if (!call.check(dy && y && statistics, "An input is missing.")) return;
  if (!read_attention(call, *static_cast<AttentionSettings*>(kernel), 3, &a)) return;
  const int64_t size = a.batch * a.queries * a.heads * a.head_dim;
  if (!call.check(TF_TensorElementCount(dy) == size && TF_TensorElementCount(y) == size &&
                      TF_TensorElementCount(statistics) == a.batch * a.heads * a.queries * 2,
                  "The gradient does not fit the queries.")) {
    return;
  }
  a.dy = floats(dy);
  a.y = const_cast<float*>(floats(y));
  a.statistics = const_cast<float*>(floats(statistics));
  a.dq = call.output(0, {a.batch * a.queries, a.heads * a.head_dim});
  a.dk = call.output(1, {a.batch * a.keys, a.kv_heads * a.head_dim});
  a.dv = call.output(2, {a.batch * a.keys, a.kv_heads * a.head_dim});
  if (!call.check(a.dq && a.dk && a.dv, "No memory for the result.")) return;
  run_parallel(task, a.batch * a.kv_heads, a.kv_heads);
}

// --- registration ----------------------------------------------------------------------------------------------------

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

struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void (*shapes)(TF_ShapeInferenceContext*, TF_Status*);
  void (*compute)(void*, TF_OpKernelContext*);
  void* (*create)(TF_OpKernelConstruction*) = nullptr;
  void (*destroy)(void*) = nullptr;
};

void* create_nothing(TF_OpKernelConstruction*) { return nullptr; }
void delete_nothing(void*) {}

void add(const Operation& operation) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, operation.shapes);
  TF_Status* status = TF_NewStatus();
  TF_RegisterOpDefinition(definition, status);
  TF_KernelBuilder* kernel =
      TF_NewKernelBuilder(operation.name, "CPU", operation.create ? operation.create : create_nothing,
                          operation.compute, operation.destroy ? operation.destroy : delete_nothing);
  TF_RegisterKernelBuilder(operation.name, kernel, status);
  TF_DeleteStatus(status);
}

template <typename Function>
void add_activation(const std::string& name) {
  const std::string forward = "Singlora" + name, backward = forward + "Grad";
  add({forward.c_str(), {"x: float"}, {"y: float"}, {}, shapes<0>, compute_elementwise<Activation<Function>>});
  add({backward.c_str(), {"dy: float", "x: float"}, {"dx: float"}, {}, shapes<0>,
       compute_elementwise<ActivationGradient<Function>>});
}

template <typename Function>
void add_gate(const std::string& name) {
  const std::string forward = "Singlora" + name + "Gate", backward = forward + "Grad";
  add({forward.c_str(), {"gate: float", "up: float"}, {"y: float"}, {}, shapes<0>, compute_elementwise<Gate<Function>>});
  add({backward.c_str(), {"dy: float", "gate: float", "up: float"}, {"dgate: float", "dup: float"}, {},
       shapes<0, 0>, compute_elementwise<GateGradient<Function>>});
}

const bool added = [] {
  add_activation<Gelu>("Gelu");
  add_activation<GeluTanh>("GeluTanh");
  add_activation<QuickGelu>("QuickGelu");
  add_activation<Silu>("Silu");
  add_gate<Silu>("Silu");
  const std::vector<const char*> normalisation = {"epsilon: float", "centred: bool"};
  add({"SingloraNormalise", {"x: float", "residual: float", "gamma: float", "beta: float"},
       {"y: float", "hat: float", "inverse: float"}, normalisation, shapes<0, 0>, compute_normalisation,
       create_normalisation, delete_normalisation});
  add({"SingloraNormaliseGrad", {"dy: float", "hat: float", "inverse: float", "gamma: float"}, {"dx: float"},
       normalisation, shapes<0>, compute_normalisation_gradient, create_normalisation, delete_normalisation});
  const std::vector<const char*> attention = {"heads: int", "kv_heads: int", "scale: float"};
  add({"SingloraAttention", {"q: float", "k: float", "v: float", "mask: float", "factors: float", "batch: int32"},
       {"y: float", "statistics: float"}, attention, shapes<0>, compute_attention, create_attention, delete_attention});
  add({"SingloraAttentionGrad",
       {"dy: float", "y: float", "statistics: float", "q: float", "k: float", "v: float", "mask: float",
        "factors: float", "batch: int32"},
       {"dq: float", "dk: float", "dv: float"}, attention, shapes<3, 4, 5>, compute_attention_gradient,
       create_attention, delete_attention});
  return true;
}();

}  // namespace
}  // namespace singlora
