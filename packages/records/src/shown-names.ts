/** Names inside a sentence, in the order in which they are shown. */
function shown(titles: Readonly<Record<string, string>>) {
  const known = new Map(Object.entries(titles));
  const places = [...known.keys()];
  return {
    /** The name itself where it is unknown. */
    title: (name: string): string => known.get(name) ?? name,
    /** Unknown ones come last. */
    order: (name: string): number => (known.has(name) ? places.indexOf(name) : Infinity),
  };
}

const families = shown({
  'linear-toy': 'the paper’s linear toy',
  'linear-toy-batch': 'the linear toy on 8 samples',
  'two-layer': 'LoRA+’s two-layer toy',
  'residual-mlp-mup': 'a residual MLP in μP',
  'residual-mlp-sp': 'a residual MLP in standard parametrisation',
  transformer: 'a Transformer',
  encoder: 'an encoder with a standard head',
  'encoder-mup': 'an encoder with μP’s head',
  'deep-scaled-mlp': 'a residual MLP of growing depth, blocks over √depth',
  'deep-residual-mlp': 'a residual MLP of growing depth',
  'batch-mlp': 'a residual MLP on a growing batch',
});

const optimisers = shown({
  gd: 'gradient descent',
  'scaled-gd': 'scaled gradient descent',
  'lora-rite': 'LoRA-RITE',
  adam: 'Adam',
  adamw: 'AdamW',
  sign: 'sign descent',
  momentum: 'momentum',
});

/** A family of models inside a sentence: "a Transformer". */
export const familyTitle = families.title;
/** Where a family stands among several. */
export const familyOrder = families.order;
/** An optimiser inside a sentence: "sign descent". */
export const optimiserTitle = optimisers.title;
/** Where an optimiser stands among several. */
export const optimiserOrder = optimisers.order;
