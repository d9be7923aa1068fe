import { methodOf, parseAdapterConfig, type Layer, type ParameterSpec } from '@singlora/core';
import type { FactorModel, FactorParameter } from '../exponents/prediction/factor-model.ts';

/** What an adapter method is to the width, from what core's method declares. @throws {CoreError} for a name that is none */
export function factorModelOf(name: string): FactorModel {
  const { sides } = methodOf({ method: name });
  const [narrow, wide] = [specsAt(name, 1), specsAt(name, 4)];
  const symbolOf = (parameter: string) => narrow[parameter]?.symbol ?? parameter;
  const parameters = Object.entries(narrow).map(([parameter, spec]) => {
    const wider = wide[parameter] as ParameterSpec;
    const kind = sizeOf(wider) > sizeOf(spec) ? ('vector' as const) : ('scalar' as const);
    const described: FactorParameter = {
      kind: parameter === sides.magnitude ? 'magnitude' : kind,
      start: starts[spec.init.dist],
      rateOffset: Math.log2(wider.group.lrScale / spec.group.lrScale) / 2,
      decays: spec.group.weightDecay,
    };
    return [symbolOf(parameter), described] as const;
  });
  return {
    parameters: Object.fromEntries(parameters),
    p: sides.p.map(symbolOf),
    q: sides.q.map(symbolOf),
  };
}

const starts: Readonly<Record<ParameterSpec['init']['dist'], FactorParameter['start']>> = {
  zeros: 'zero',
  uniform: 'random',
  normal: 'random',
  'row-norms': 'ones',
};

const sizeOf = ({ shape }: ParameterSpec): number => shape.reduce((size, n) => size * n, 1);

/** A method's parameters in a square layer at rank 1, with the settings that grow with the width. */
function specsAt(name: string, width: number) {
  const method = methodOf({ method: name });
  const layer: Layer = { kind: 'linear', inFeatures: width, outFeatures: width };
  const config = parseAdapterConfig({ method: name, r: 1, ...growth(method, width) });
  return method.parameters(layer, config);
}

/** The setting that grows with the width, `times` as wide as where it is 1. */
export const growth = (
  { growing }: Pick<ReturnType<typeof methodOf>, 'growing'>,
  times: number,
): Readonly<Record<string, number>> =>
  growing ? { [growing.setting]: times ** growing.exponent } : {};
