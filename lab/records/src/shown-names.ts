/** Titles of names for use inside a sentence, in display order. */
function shown(titles: Readonly<Record<string, string>>) {
  const known = new Map(Object.entries(titles));
  const places = [...known.keys()];
  return {
    /** The name itself where it is unknown. Settings follow a colon: `adam:epsilon=0.001` becomes "Adam, epsilon=0.001". */
    title: (name: string): string => {
      const [base = '', ...settings] = name.split(':');
      return [known.get(base) ?? base, ...settings].join(', ');
    },
    /** Unknown ones come last, and those with settings after those without. */
    order: (name: string): number => {
      const [base = '', ...settings] = name.split(':');
      return known.has(base) ? places.indexOf(base) + settings.length / 10 : Infinity;
    },
  };
}

const families = shown({
  'linear-toy': 'the paper’s linear toy',
  'linear-toy-batch': 'the linear toy on 8 samples',
  'linear-toy-4n-outputs': 'the linear toy with 4n outputs',
  'linear-toy-quarter-outputs': 'the linear toy with n/4 outputs',
  'linear-toy-8-outputs': 'the linear toy with 8 outputs',
  'two-layer': 'LoRA+’s two-layer toy',
  'residual-mlp-mup': 'a residual MLP in μP',
  'residual-mlp-sp': 'a residual MLP in standard parametrisation',
  transformer: 'a Transformer',
  'transformer-mup': 'a Transformer in μP',
  'token-network-sp': 'a network of tokens in standard parametrisation',
  'token-network-mup': 'a network of tokens in μP',
  'cnn-sp': 'a convolutional network in standard parametrisation',
  'cnn-mup': 'a convolutional network in μP',
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
/** A family's rank in the display order. */
export const familyOrder = families.order;
/** An optimiser inside a sentence: "sign descent". */
export const optimiserTitle = optimisers.title;
/** An optimiser's rank in the display order. */
export const optimiserOrder = optimisers.order;
