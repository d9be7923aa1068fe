import type { FindingDesign, FindingRecord } from '@singlora/records';

/** Findings with their designs, as one suite produces them. */
export interface Findings {
  readonly designs: readonly FindingDesign[];
  readonly findings: readonly FindingRecord[];
}
