export { checks, isCheck } from './checks.ts';
export { evidenceOf, isSmoke, type Evidence } from './evidence.ts';
export { judgeAll, type Judged } from './judge.ts';
export { partsHtml } from './parts.ts';
export { readChecks, type Checks } from './read.ts';
export { paperCurves } from '../expressiveness/view/paper-figure.ts';
export type { CheckRun, RunFinding } from './view.ts';
