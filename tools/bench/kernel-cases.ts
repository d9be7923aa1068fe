const conv = (side: number, into: number, out: number) =>
  ({ op: 'conv2d', batch: 1, side, into, out }) as const;
const norm = (batch: number, side: number, channels: number) =>
  ({ op: 'groupNorm', batch, side, channels }) as const;
const attention = (queries: number, keys: number, dim: number) =>
  ({ op: 'attention', batch: 1, queries, keys, heads: 8, dim }) as const;
const lowRank = (rows: number, into: number, out: number) =>
  ({ op: 'lowRank', rows, into, out, rank: 8 }) as const;

/** An operation of a diffusion model at one size; pictures are square. */
export type KernelCase = ReturnType<typeof conv | typeof norm | typeof attention | typeof lowRank>;

/** The cases by name, as in `--case=conv-64-320`: those of Stable Diffusion 1.5 at 512 pixels, and of small U-Nets. */
export const kernelCases: Readonly<Record<string, KernelCase>> = {
  'conv-64-320': conv(64, 320, 320),
  'conv-64-640': conv(64, 640, 320),
  'conv-64-960': conv(64, 960, 320),
  'conv-32-640': conv(32, 640, 640),
  'conv-32-1280': conv(32, 1280, 640),
  'conv-32-1920': conv(32, 1920, 640),
  'conv-16-1280': conv(16, 1280, 1280),
  'conv-16-2560': conv(16, 2560, 1280),
  'conv-8-1280': conv(8, 1280, 1280),
  'norm-64-320': norm(1, 64, 320),
  'norm-32-640': norm(1, 32, 640),
  'norm-16-1280': norm(4, 16, 1280),
  'norm-8-64': norm(48, 8, 64),
  'attention-4096': attention(4096, 4096, 40),
  'attention-1024': attention(1024, 1024, 80),
  'attention-4096-77': attention(4096, 77, 40),
  'lora-4096-320': lowRank(4096, 320, 320),
  'lora-4096-2560': lowRank(4096, 320, 2560),
  'lora-256-1280': lowRank(256, 1280, 1280),
};

/** The description of each operation, with sizes in braces, and sizes that take almost no time. */
const operations = {
  conv2d: {
    words: 'conv2d 3 × 3, {batch} × {side}² × {into} → {out}',
    tiny: { side: 4, into: 32, out: 32 },
  },
  groupNorm: {
    words: 'groupNorm + SiLU, {batch} × {side}² × {channels}',
    tiny: { batch: 1, side: 4, channels: 32 },
  },
  attention: {
    words: 'attention, {batch} × {queries} × {keys}, {heads} heads of {dim}',
    tiny: { queries: 16, keys: 16, dim: 8 },
  },
  lowRank: {
    words: 'linear with LoRA of rank {rank}, {rows} × {into} → {out}',
    tiny: { rows: 4, into: 16, out: 16 },
  },
};

/** The operation in words, with its shape. */
export const kernelTitle = (job: KernelCase): string =>
  operations[job.op].words.replaceAll(/\{(\w+)\}/g, (_, size: string) =>
    String((job as unknown as Readonly<Record<string, number>>)[size]),
  );

/** The same operation at a size that takes almost no time. */
export const tinyKernel = (job: KernelCase): KernelCase =>
  ({ ...job, ...operations[job.op].tiny }) as KernelCase;
