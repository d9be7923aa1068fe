import { union } from '../combine.ts';
import { between } from '../proportions.ts';
import { box, ellipse, type Shape } from '../shapes.ts';
import type { FaceMeasures } from './measures.ts';

/**
 * Where the parts of a face are, in its own coordinates: the head's middle is (0, 0), its top at −1 and its chin near 1.
 */
export interface Head {
  readonly shape: Shape;
  /** Half of its width at the eyes, and at the jaw. */
  readonly half: number;
  readonly jaw: number;
  readonly chin: number;
  /** From the middle to an eye, and the height of both. */
  readonly eyeX: number;
  readonly eyeY: number;
  /** Half of an eye's width. */
  readonly eye: number;
  readonly noseY: number;
  readonly mouthY: number;
}

/** A head by its measures. */
export function headOf(measures: FaceMeasures): Head {
  const half = between(0.62, 0.84, measures.headWidth);
  const jaw = half * between(0.62, 0.94, measures.jawWidth);
  const chin = between(0.86, 1.1, measures.chin);
  const eyeY = between(-0.14, 0.06, measures.eyeHeight);
  const noseY = eyeY + between(0.28, 0.46, measures.noseLength);
  return {
    shape: union(
      ellipse(0, -0.22, half, 0.78),
      box(0, (chin - 0.25) / 2, jaw, (chin + 0.25) / 2, jaw * 0.8),
    ),
    half,
    jaw,
    chin,
    eyeX: half * between(0.38, 0.52, measures.eyeDistance),
    eyeY,
    eye: between(0.125, 0.205, measures.eyeSize),
    noseY,
    mouthY: noseY + (chin - noseY) * between(0.34, 0.5, measures.mouthHeight),
  };
}
