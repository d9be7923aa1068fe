import { distinctBy, format } from '@singlora/reporting';
import { methodTitle } from '../../methods.ts';
import { optimiserOrder, optimiserTitle } from '../../optimisers.ts';
import type { Claim, Finding } from '../claim.ts';
import { derivedText } from '../exponents/subject.ts';
import { capital, either, exponentText, powerText, sentence, slopeText } from '../words.ts';
import type { SweepCell, SweepConfig } from './record.ts';
import { basisText, type SweepRun } from './subject.ts';

/** The toy of the paper's analysis, on which the claims are judged. */
const toy = 'linear-toy';

/** The paper's rate and start. */
const claimedRate = -1 / 2;
const claimedStart = -1 / 2;

type Wanted = Partial<Pick<SweepConfig, 'method' | 'initExponent'>>;

/** The newest runs on the toy without a ramp, by optimiser; the start where it is a setting is the paper's. */
function toyRuns(runs: readonly SweepRun[], wanted: Wanted): SweepRun[] {
  const start = wanted.initExponent ?? claimedStart;
  const own = runs
    .filter(
      ({ config: { family, method, ramp, initExponent } }) =>
        family === toy &&
        ramp === 0 &&
        method === wanted.method &&
        (initExponent === null || initExponent === start),
    )
    .toReversed();
  return distinctBy(own, ({ config }) => config.optimiser).sort(
    (a, b) => optimiserOrder(a.config.optimiser) - optimiserOrder(b.config.optimiser),
  );
}

const cellAt = ({ result }: SweepRun, rate: number) =>
  result.cells.find(({ rateExponent }) => rateExponent === rate);

const titleOf = ({ config }: SweepRun) => optimiserTitle(config.optimiser);

const dataText = (runs: readonly SweepRun[]) => `${capital(basisText(runs))}.`;

/** Whether something holds under every optimiser, none, or some: then only if it is one of those. */
function findingOf(
  runs: readonly SweepRun[],
  holds: (run: SweepRun) => boolean | undefined,
): Omit<Finding, 'evidence'> {
  const good = runs.filter(holds).map(titleOf);
  const open = runs.filter((run) => holds(run) === undefined).map(titleOf);
  if (good.length === runs.length) return { verdict: 'reproduced' };
  if (good.length === 0) return { verdict: open.length > 0 ? 'undecided' : 'not reproduced' };
  const undecided = open.length > 0 ? `; undecided under ${format.listing(open)}` : '';
  return { verdict: 'only if', condition: `the optimiser is ${either(good)}${undecided}` };
}

const stableCells = ({ result }: SweepRun) =>
  result.cells.filter(({ verdict }) => verdict === 'stable');

/** "Adam: stable at c = −1/2 (slope 0.01 (−0.02 to 0.04))". */
function stableText(run: SweepRun): string {
  const cells = stableCells(run);
  const tried = run.result.cells.map(({ rateExponent }) => exponentText(rateExponent));
  if (cells.length === 0) return `${titleOf(run)}: stable at none of c = ${tried.join(', ')}`;
  const each = cells.map(
    ({ rateExponent, slope }) => `c = ${exponentText(rateExponent)}, slope ${slopeText(slope)}`,
  );
  return `${titleOf(run)}: stable at ${format.listing(each)}`;
}

/** Whether a rate exponent that was tried is stable; undefined where an undecided one might be. */
function hasStable(run: SweepRun): boolean | undefined {
  if (stableCells(run).length > 0) return true;
  return run.result.cells.some(({ verdict }) => verdict === 'undecided') ? undefined : false;
}

const verdictAt = (cell: SweepCell) => `${cell.verdict}, slope ${slopeText(cell.slope)}`;

/** Stable: yes; undecided: nobody knows. */
const isStable = (cell: SweepCell | undefined) =>
  cell === undefined || cell.verdict === 'undecided' ? undefined : cell.verdict === 'stable';

const byConstruction: Claim = {
  id: 'by-construction',
  says: 'With a single matrix there is no pair of factors whose scales could conflict, so SingLoRA learns stably by construction: at some rate the change of its output is Θ(1) in the width.',
  place: 'introduction; analysis of f = (W₀ + u·a·aᵀ)x',
  check: 'width-sweep',
  anchor: 'width-sweep',
  judge({ 'width-sweep': { runs }, exponents }) {
    const own = toyRuns(runs, { method: 'singlora' });
    if (own.length === 0) return undefined;
    return {
      ...findingOf(own, hasStable),
      evidence: `${capital(sentence(own.map(stableText)))} ${dataText(own)}${derivedText(exponents.runs, 'singlora')}`,
    };
  },
};

const rate: Claim = {
  id: 'rate',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning from entries of order n^−1/2.',
  place: 'analysis of f = (W₀ + u·a·aᵀ)x, made for gradient descent',
  check: 'width-sweep',
  anchor: 'width-sweep',
  judge({ 'width-sweep': { runs } }) {
    const own = toyRuns(runs, { method: 'singlora' }).filter((run) => cellAt(run, claimedRate));
    if (own.length === 0) return undefined;
    const each = own.map((run) => {
      const cell = cellAt(run, claimedRate);
      return `${titleOf(run)}: ${cell ? verdictAt(cell) : ''}`;
    });
    return {
      ...findingOf(own, (run) => isStable(cellAt(run, claimedRate))),
      evidence: `At η ∝ n^−1/2, ${sentence(each)} ${dataText(own)}`,
    };
  },
};

const loraCannot: Claim = {
  id: 'lora',
  says: 'LoRA with one rate for both factors cannot learn stably, at whatever rate.',
  place: 'motivation, after LoRA+',
  check: 'width-sweep',
  anchor: 'parts',
  judge({ 'width-sweep': { runs }, exponents }) {
    const own = toyRuns(runs, { method: 'lora' });
    if (own.length === 0) return undefined;
    const finding = findingOf(own, (run) => {
      const stable = hasStable(run);
      return stable === undefined ? undefined : !stable;
    });
    const parts = ['singlora', 'lora'].flatMap((method) =>
      toyRuns(runs, { method }).flatMap((run) => partsText(run) ?? []),
    );
    const difference = parts.length > 0 ? ` The parts at η ∝ n^−1/2: ${sentence(parts)}` : '';
    return {
      ...finding,
      evidence: `${capital(sentence(own.map(stableText)))}${difference} ${dataText(own)}${derivedText(exponents.runs, 'lora')}`,
    };
  },
};

/** The parts of the change under an optimiser where it is stable at the claimed rate. */
function partsText(run: SweepRun): string | undefined {
  const cell = cellAt(run, claimedRate);
  if (cell?.verdict !== 'stable') return undefined;
  const each = (['delta1', 'delta2', 'delta3', 'Qx'] as const).map((key) => {
    const fit = cell.quantities[key]?.at(-1);
    return `${partNames[key]} ${fit?.slope === undefined ? 'no slope' : format.fixed(fit.slope)}`;
  });
  return `${methodTitle(run.config.method)} under ${titleOf(run)} has ${format.listing(each)}`;
}

const partNames = { delta1: 'δ₁', delta2: 'δ₂', delta3: 'δ₃', Qx: 'Qᵀx' } as const;

const start: Claim = {
  id: 'start',
  says: '“Kaiming” initialisation starts A with entries of order n^−1/2.',
  place:
    'method and analysis; over which fan is not stated, and common libraries take that of the rank',
  check: 'width-sweep',
  anchor: 'width-sweep',
  judge({ 'width-sweep': { runs } }) {
    const fans = [
      { fan: 'the width', exponent: claimedStart },
      { fan: 'the rank', exponent: 0 },
    ];
    const each = fans.flatMap(({ fan, exponent }) => {
      const [run] = toyRuns(runs, { method: 'singlora', initExponent: exponent });
      const [cell] = run?.result.cells ?? [];
      const inner = cell?.quantities['Qx']?.[0];
      if (!run || inner?.slope === undefined) return [];
      const { slope, low = slope, high = slope } = inner;
      return [{ fan, exponent, run, slope, low, high }];
    });
    if (each.length < fans.length) return undefined;
    const flat = each.map(({ low, high }) => low <= 0.1 && high >= -0.1);
    const evidence = each.map(
      ({ fan, exponent, slope, low, high }) =>
        `with the fan of ${fan} entries start as ${powerText(exponent)} and the inner feature Aᵀx grows with slope ${slopeText({ slope, low, high })}`,
    );
    return {
      ...(flat.every(Boolean)
        ? { verdict: 'reproduced' }
        : flat[0]
          ? { verdict: 'only if', condition: 'its fan is the width, not the rank' }
          : { verdict: 'not reproduced' }),
      evidence: `Before the first step, ${sentence(evidence)} ${dataText(each.map(({ run }) => run))}`,
    };
  },
};

export const sweepClaims: readonly Claim[] = [byConstruction, rate, loraCannot, start];
