const conv = (side: number, into: number, out: number) => ({
  title: `conv2d 3 × 3, 1 × ${side}² × ${into} → ${out}`,
  job: { op: 'conv2d' as const, batch: 1, side, into, out },
});
const norm = (batch: number, side: number, channels: number) => ({
  title: `groupNorm + SiLU, ${batch} × ${side}² × ${channels}`,
  job: { op: 'groupNorm' as const, batch, side, channels },
});
const attention = (queries: number, keys: number, dim: number) => ({
  title: `attention, 1 × ${queries} × ${keys}, 8 heads of ${dim}`,
  job: { op: 'attention' as const, batch: 1, queries, keys, heads: 8, dim },
});
const lowRank = (rows: number, into: number, out: number) => ({
  title: `linear with LoRA of rank 8, ${rows} × ${into} → ${out}`,
  job: { op: 'lowRank' as const, rows, into, out, rank: 8 },
});

/** An operation of a diffusion model at one size, in words and as a job; pictures are square. */
type KernelCase = ReturnType<typeof conv | typeof norm | typeof attention | typeof lowRank>;
export type KernelJob = KernelCase['job'];

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
