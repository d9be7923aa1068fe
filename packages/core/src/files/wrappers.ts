/** Parts of names that hold a whole model, and that a library adds or leaves out depending on what was saved. */
interface Wrapper {
  readonly names: readonly string[];
  /** Whether they may lie in transformers' `model.`; otherwise a name begins with them. */
  readonly inModel?: boolean;
  /** The parts of which one follows. */
  readonly before?: readonly string[];
}

/** With which library writes them, and where that is to be seen. */
const wrappers: readonly Wrapper[] = [
  // PyTorch's DataParallel.
  { names: ['module'] },
  // PyTorch's compile.
  { names: ['_orig_mod'] },
  // transformers: base_model_prefix of models with a head, without those that name one of a model's parts.
  {
    names: [
      ...['albert', 'beit', 'bert', 'biogpt', 'canine', 'convbert', 'deberta', 'deit', 'dinov2'],
      ...['dinov2_with_registers', 'distilbert', 'electra', 'ernie', 'esm', 'fnet', 'funnel'],
      ...['gpt_neox', 'hubert', 'ibert', 'layoutlm', 'layoutlmv2', 'layoutlmv3', 'led', 'lilt'],
      ...['longformer', 'luke', 'markuplm', 'mobilebert', 'mpnet', 'mra', 'nomic_bert'],
      ...['nystromformer', 'reformer', 'rembert', 'roberta', 'roberta_prelayernorm', 'roc_bert'],
      ...['roformer', 'rwkv', 'segformer', 'splinter', 'swin', 'swinv2', 'tapas', 'transformer'],
      ...['videomae', 'vit', 'vivit', 'wav2vec2', 'wav2vec2_bert', 'wavlm', 'yoso', 'backbone'],
    ],
  },
  // Stability AI's generative-models, and ComfyUI: checkpoints of a whole pipeline.
  {
    names: ['diffusion_model'],
    inModel: true,
  },
  // transformers: conversion_mapping.py, formerly _checkpoint_conversion_mapping.
  {
    names: ['language_model', 'text_model'],
    inModel: true,
  },
  // transformers: CLIPVisionModel and its like, in conversion_mapping.py. Within a larger model, a vision tower's name has no such part
  // before it.
  {
    names: ['vision_model'],
    before: ['encoder', 'embeddings'],
  },
];

/** A name's parts before its list of layers, without one wrapper, without two, and so on. */
export function unwrapped(parts: readonly string[], isInModel = false): string[][] {
  const [first = '', ...rest] = parts;
  if (first === 'model') return unwrapped(rest, true);
  const isWrapper = wrappers.some(
    ({ names, inModel = false, before }) =>
      names.includes(first) &&
      (inModel || !isInModel) &&
      (before?.includes(rest.find((part) => part !== 'model') ?? '') ?? true),
  );
  return isWrapper ? [rest, ...unwrapped(rest, isInModel)] : [];
}
