export const peftPrefix = 'base_model.model.';

/** The ending that PEFT adds to an embedding's name for its trained rows. */
export const tokensEnding = '.token_adapter.trainable_tokens_delta';

/** Where PEFT keeps the update of the output projection of an attention that it wraps as one layer. */
export const attentionOutput = '.base_layer.out_proj';

/**
 * A model's own tensor, `<layer>.weight` or `.bias`, by its name in PEFT's files: that of an adapted layer is in its
 * `base_layer`.
 * @param tokens the embeddings of which single rows are trained
 */
export function wholeKey(
  name: string,
  adapted: ReadonlySet<string>,
  tokens: ReadonlySet<string> = new Set(),
): string {
  const dot = name.lastIndexOf('.');
  const layer = name.slice(0, dot);
  const within = tokens.has(layer)
    ? '.token_adapter.base_layer'
    : adapted.has(layer)
      ? '.base_layer'
      : '';
  return `${peftPrefix}${layer}${within}${name.slice(dot)}`;
}

/**
 * Splits the names of a file's tensors into those of adapted layers and those that replace the model's: any other weight
 * or bias, such as heads, embeddings of a longer vocabulary, and biases. What is left over has no place.
 * @param keys the endings of the names of an adapted layer's tensors
 */
export function splitKeys(names: readonly string[], keys: readonly string[]) {
  const entries: { file: string; layer: string; key: string }[] = [];
  const others: [name: string, path: string][] = [];
  const strays: string[] = [];
  const held = new Set(names);
  for (const name of names) {
    const path = name.startsWith(peftPrefix) ? name.slice(peftPrefix.length) : undefined;
    const key = keys.find((candidate) => path?.endsWith(`.${candidate}`));
    if (path === undefined) strays.push(name);
    else if (key === undefined) others.push([name, path]);
    else entries.push({ file: name, layer: path.slice(0, -key.length - 1), key });
  }
  const adapted = new Set(entries.map(({ layer }) => layer));
  const whole = new Map<string, string>();
  for (const [name, path] of others) {
    const own = path
      .replace(/(\.token_adapter)?\.base_layer\./, '.')
      .replace('.modules_to_save.', '.');
    // PEFT's `bias: all` also saves the original of a head trained whole, and the head's biases twice. Those of a head
    // with several layers have the adapter's name in them, as in `classifier.modules_to_save.default.dense.bias`.
    const unnamed = path.replace(/\.modules_to_save\.[^.]+\./, '.');
    const isCopy =
      path.includes('.original_module.') ||
      [own, unnamed].some((name) => name !== path && held.has(peftPrefix + name));
    if (isCopy) continue;
    if (isModelsOwn(own, adapted)) whole.set(name, own);
    else strays.push(name);
  }
  return { entries, whole, strays };
}

/** Whether a tensor is a weight or bias of the model, not of a module inside an adapted layer. */
function isModelsOwn(path: string, adapted: ReadonlySet<string>): boolean {
  const [, module = '', parent] = /^((.+)\.[^.]+|[^.]+)\.(?:weight|bias)$/.exec(path) ?? [];
  return module !== '' && !(parent !== undefined && adapted.has(parent));
}
