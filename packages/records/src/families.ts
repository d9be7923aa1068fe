/** Families of models in the order in which they are shown, with their names inside a sentence. */
const known = new Map(
  Object.entries({
    'linear-toy': 'the paper’s linear toy',
    'linear-toy-batch': 'the linear toy on 8 samples',
    'two-layer': 'LoRA+’s two-layer toy',
    'residual-mlp-mup': 'a residual MLP in μP',
    'residual-mlp-sp': 'a residual MLP in standard parametrisation',
    transformer: 'a Transformer',
    'deep-scaled-mlp': 'a residual MLP of growing depth, blocks over √depth',
    'deep-residual-mlp': 'a residual MLP of growing depth',
    'batch-mlp': 'a residual MLP on a growing batch',
  }),
);

/** Inside a sentence: "a Transformer"; the name itself where it is unknown. */
export const familyTitle = (name: string) => known.get(name) ?? name;

/** Unknown ones come last. */
export function familyOrder(name: string): number {
  const place = [...known.keys()].indexOf(name);
  return place < 0 ? Infinity : place;
}
