import type { SlotKind } from './slot.ts';

/** The kinds of layers that are a product with one matrix `[out, in]`, which any update of low rank serves. */
export const matrixKinds: readonly SlotKind[] = ['linear', 'conv1d', 'conv1x1', 'convolution'];
