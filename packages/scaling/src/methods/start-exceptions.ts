import { methodOf, type AdapterConfig, type Layer } from '@singlora/core';
import type { KnownException } from '../models/width-model.ts';

const anyLayer: Layer = { kind: 'linear', inFeatures: 1, outFeatures: 1 };

/** What vanishes at an adapter's first step because of how it starts, though not at later ones. */
export function startExceptions(config: AdapterConfig): KnownException[] {
  const specs = Object.values(methodOf(config).parameters(anyLayer, config));
  if (!specs.some(({ init }) => init.dist === 'zeros')) return [];
  const reason = 'a parameter starts at 0, so the first step moves that one alone';
  return [{ modules: 'all', quantity: 'change', steps: [1], verdict: 'vanishing', reason }];
}
