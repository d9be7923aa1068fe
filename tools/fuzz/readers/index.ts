import type { Reader } from '../reader.ts';

/** Loaded one at a time: what one of them brings with it would count as the others' memory. */
export const readers: Readonly<Record<string, () => Promise<Reader>>> = {
  safetensors: async () => (await import('./safetensors.ts')).safetensors,
  gguf: async () => (await import('./gguf.ts')).gguf,
  pickle: async () => (await import('./pickle.ts')).pickle,
  parquet: async () => (await import('./parquet.ts')).parquet,
  tsv: async () => (await import('./rows.ts')).tsv,
  csv: async () => (await import('./rows.ts')).csv,
  jsonl: async () => (await import('./rows.ts')).jsonl,
  tokenizer: async () => (await import('./tokenizer.ts')).tokenizer,
  zip: async () => (await import('./zip.ts')).zip,
  archive: async () => (await import('./archive.ts')).archive,
  picture: async () => (await import('./picture.ts')).picture,
  adapter: async () => (await import('./adapter.ts')).adapter,
};
