// The part of this package for code that makes decisions and draws nothing: words, numbers as text, groups.
export * as format from './format.ts';
export {
  decide,
  type Basis,
  type CaseName,
  type Claim,
  type ClaimDecision,
  type ClaimVerdict,
  type Evidence,
  type Finding,
  type OwnBasis,
} from './finding.ts';
export * from './groups.ts';
export { methodOrder, methodTitle } from './methods.ts';
export type { CurvePointAt } from './series.ts';
export * from './words.ts';
