/** An operation of a diffusion model at one size; pictures are square. */
export type KernelCase =
  | { op: 'conv2d'; batch: number; side: number; into: number; out: number }
  | { op: 'groupNorm'; batch: number; side: number; channels: number }
  | { op: 'attention'; batch: number; queries: number; keys: number; heads: number; dim: number };

/** What is timed: the value alone, or with the gradient of the inputs. */
export const passes = ['forward', 'gradient'] as const;
export type Pass = (typeof passes)[number];

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
};
