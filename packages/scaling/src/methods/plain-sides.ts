import { parseAdapterConfig, type Method } from '@singlora/core';

/** Whether a method's update is P Qᵀ of one trained matrix a side, or of one twice, so that all it leaves free is a change of its inner directions. */
export const isPlain = (method: Method): boolean => {
  const { p, q, magnitude, negatives } = method.sides;
  const specs = Object.values(specsOf(method));
  const isTrained = specs.every(({ group }) => group !== 'frozen');
  return p.length === 1 && q.length === 1 && !magnitude && !negatives && isTrained;
};

/** A method's parameters in a square layer, at rank 1. */
export function specsOf(method: Method) {
  const config = parseAdapterConfig({ method: method.name, r: 1 });
  return method.parameters({ kind: 'linear', inFeatures: 2, outFeatures: 2 }, config);
}
