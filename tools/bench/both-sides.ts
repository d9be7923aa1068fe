import type { Precision } from '@singlora/records';
import type { Asked } from './command.ts';
import { startLab, startTorch, type Start } from './sides.ts';
import type { Side } from './turns.ts';

/** Ours and PyTorch's side of a comparison, or ours alone, each a script of this folder with the same job. */
export function bothSides(
  lab: string,
  [name, torch]: readonly [name: string, script: string],
  { precision = 'float32', ...start }: Start & { readonly precision?: Precision },
  { python, alone }: Pick<Asked, 'python' | 'alone'>,
): Side[] {
  const ours: Side = {
    told: { name: 'SingLoRA Lab', precision },
    start: () => startLab(lab, start),
  };
  const theirs: Side = {
    told: { name, precision },
    start: () => startTorch(python, torch, start),
  };
  return alone ? [ours] : [ours, theirs];
}
