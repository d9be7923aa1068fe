export { checks, isCheck, type Check } from './checks.ts';
export { evidenceOf, isSmoke, type Evidence } from './evidence.ts';
export { judgeAll, type Judged } from './judge.ts';
export { CheckError, type CheckErrorCode } from './errors.ts';
export { partsHtml } from './parts.ts';
export { readChecks, type Checks } from './read.ts';
export { paperCurves, type PaperCurves } from '../expressiveness/view/paper-figure.ts';
export type { CheckRun, CheckView, Claim, Headline } from './view.ts';
