import { createUNet, type UNet } from '@singlora/models';
import { initialWeights } from '../initial-weights.ts';

/** A denoiser to pre-train, with PyTorch's initial values. */
export const initialUNet = (config: unknown, seed: number): UNet =>
  createUNet(config, initialWeights(seed));
