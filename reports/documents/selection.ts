import type {
  DifferenceFinding,
  FindingDesign,
  FindingRecord,
  FindingsFile,
} from '@singlora/records';
import { escaped } from './words.ts';

/** The findings that documents speak of. */
export interface SelectedFindings {
  readonly all: readonly FindingRecord[];
  readonly designOf: (finding: FindingRecord) => FindingDesign | undefined;
}

/** Prepares a file of findings to be asked. */
export function findingsOf({ designs, findings }: FindingsFile): SelectedFindings {
  const byId = new Map(designs.map((design) => [design.id, design]));
  return {
    all: findings,
    designOf: (finding) => ('design' in finding ? byId.get(finding.design) : undefined),
  };
}

/**
 * Named sets. `@designs`: the first comparison of each plan of GLUE between SingLoRA and LoRA; `@independent`: of
 * these, those that do not repeat the rows and rates of another.
 */
const sets: Readonly<Record<string, (findings: SelectedFindings) => FindingRecord[]>> = {
  '@designs': plannedDesigns,
  '@independent': (findings) =>
    plannedDesigns(findings).filter((one) => findings.designOf(one)?.repeats === null),
};

function plannedDesigns({ all, designOf }: SelectedFindings): DifferenceFinding[] {
  return all.filter(isDesign).filter((one) => designOf(one)?.plan !== null);
}

/** Whether it is the first comparison of a design of GLUE, of SingLoRA with LoRA. */
export const isDesign = (one: FindingRecord): one is DifferenceFinding =>
  one.kind === 'difference' &&
  one.id === one.design &&
  one.id.startsWith('glue/') &&
  isMethod.test(one.one) &&
  one.one.startsWith('SingLoRA') &&
  isMethod.test(one.other) &&
  one.other.startsWith('LoRA');

/** A method alone, or with its rank: no start or other setting. */
const isMethod = /^(?:Sing)?LoRA(?:, r \d+)?$/;

/** Which verdict findings must have, and whether their interval lies wholly within the margin. */
export interface Wanted {
  readonly verdict?: string | undefined;
  readonly within?: boolean | undefined;
}

/**
 * The findings that `of` names.
 * @param of ids separated by commas; in an id, `*` stands for one part and `**` for any number; or a named set
 * @throws {Error} where it names none
 */
export function selected(of: string, findings: SelectedFindings): readonly FindingRecord[] {
  return of.split(',').flatMap((part) => {
    const name = part.trim();
    const set = sets[name]?.(findings) ?? findings.all.filter(({ id }) => patternOf(name).test(id));
    if (set.length === 0) throw new Error(`There is no finding "${name}".`);
    return set;
  });
}

const patternOf = (name: string) =>
  new RegExp(
    `^${name
      .split('**')
      .map((piece) => piece.split('*').map(escaped).join('[^/]*'))
      .join('.*')}$`,
  );

/** Whether a finding's verdict is the wanted one. */
export const isWanted = (one: FindingRecord, { verdict, within }: Wanted): boolean =>
  (verdict === undefined || one.verdict === verdict) &&
  (within === undefined || isWithin(one) === within);

/** Whether the whole interval of a difference lies within the margin of equality. */
function isWithin(one: FindingRecord): boolean {
  if (one.kind !== 'difference' || !one.interval) return false;
  const [low, high] = one.interval;
  return low > -one.given.margin && high < one.given.margin;
}
