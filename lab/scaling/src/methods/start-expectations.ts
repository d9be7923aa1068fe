import { methodOf, type AdapterConfig, type Layer } from '@singlora/core';
import type { Expectation } from '../coordinate-check/expectation.ts';

const anyLayer: Layer = { kind: 'linear', inFeatures: 1, outFeatures: 1 };

/** The expectation that changes may vanish at the first step, but not later, where a parameter starts at 0. */
export function startExpectations(config: AdapterConfig): Expectation[] {
  const specs = Object.values(methodOf(config).parameters(anyLayer, config));
  if (!specs.some(({ init }) => init.dist === 'zeros')) return [];
  const reason = 'a parameter starts at 0, so the first step moves that one alone';
  return [{ modules: '*', quantity: 'change', step: 1, exponent: { most: 0 }, reason }];
}
