/** The files that a tokenizer's folder may hold: one complete file, or two, and some beside them. */
export const tokenizerFiles: readonly string[] = [
  ...['tokenizer.json', 'vocab.json', 'merges.txt'],
  ...['tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'],
];
