/** An operation of a diffusion model at one size; pictures are square. */
export type KernelCase =
  | { op: 'conv2d'; batch: number; side: number; into: number; out: number }
  | { op: 'groupNorm'; batch: number; side: number; channels: number }
  | { op: 'attention'; batch: number; queries: number; keys: number; heads: number; dim: number }
  | { op: 'lowRank'; rows: number; into: number; out: number; rank: number };

const conv = (side: number, into: number, out: number): KernelCase => ({
  op: 'conv2d',
  batch: 1,
  side,
  into,
  out,
});
const norm = (batch: number, side: number, channels: number): KernelCase => ({
  op: 'groupNorm',
  batch,
  side,
  channels,
});

const lowRank = (rows: number, into: number, out: number): KernelCase => ({
  op: 'lowRank',
  rows,
  into,
  out,
  rank: 8,
});

/** By name, as in `--case=conv-64-320`: those of Stable Diffusion 1.5 at 512 pixels, and of small U-Nets. */
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
  'attention-4096': { op: 'attention', batch: 1, queries: 4096, keys: 4096, heads: 8, dim: 40 },
  'attention-1024': { op: 'attention', batch: 1, queries: 1024, keys: 1024, heads: 8, dim: 80 },
  'attention-4096-77': { op: 'attention', batch: 1, queries: 4096, keys: 77, heads: 8, dim: 40 },
  'lora-4096-320': lowRank(4096, 320, 320),
  'lora-4096-2560': lowRank(4096, 320, 2560),
  'lora-256-1280': lowRank(256, 1280, 1280),
};

/** The operation in words, with its shape. */
export function kernelTitle(job: KernelCase): string {
  if (job.op === 'conv2d') {
    const { batch, side, into, out } = job;
    return `conv2d 3 × 3, ${batch} × ${side}² × ${into} → ${out}`;
  }
  if (job.op === 'groupNorm') {
    const { batch, side, channels } = job;
    return `groupNorm + SiLU, ${batch} × ${side}² × ${channels}`;
  }
  if (job.op === 'lowRank') {
    const { rows, into, out, rank } = job;
    return `linear with LoRA of rank ${rank}, ${rows} × ${into} → ${out}`;
  }
  const { batch, queries, keys, heads, dim } = job;
  return `attention, ${batch} × ${queries} × ${keys}, ${heads} heads of ${dim}`;
}

/** The same operation at a size that takes no time. */
export function tinyKernel(job: KernelCase): KernelCase {
  if (job.op === 'conv2d') return { ...job, side: 4, into: 32, out: 32 };
  if (job.op === 'groupNorm') return { ...job, batch: 1, side: 4, channels: 32 };
  if (job.op === 'lowRank') return { ...job, rows: 4, into: 16, out: 16 };
  return { ...job, queries: job.queries / 64, keys: Math.ceil(job.keys / 64), dim: 8 };
}
