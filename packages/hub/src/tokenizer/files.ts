/** What a tokenizer's folder holds: one file with all of it, or two, and what may be beside them. */
export const tokenizerFiles: readonly string[] = [
  ...['tokenizer.json', 'vocab.json', 'merges.txt'],
  ...['tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'],
];
