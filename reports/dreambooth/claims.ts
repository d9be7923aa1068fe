import { type DreamBoothSetting, promptScore, rules } from '@singlora/comparison';
import { baselineMethod, headlineMethod, paper } from '@singlora/records';
import { format, methodTitle, type Claim } from '@singlora/reporting';
import { claim } from './claim.ts';
import { parameterClaim } from './parameter-claim.ts';
import { scaleClaim } from './scale-claim.ts';

const headline = methodTitle(headlineMethod);
const baseline = methodTitle(baselineMethod);

interface Row {
  readonly method: string;
  readonly rank: number;
  readonly dino: number;
}

/** The paper's claims on its tables of pictures, against the settings, the most telling first. */
export function dreamBoothClaims(all: readonly DreamBoothSetting[]): Claim[] {
  const of = (experiment: string) => all.filter((one) => one.experiment === experiment);
  const [pictures, faces] = [of('dreambooth'), of('faces')];
  const { rows, source } = paper.dreambooth;
  const cell = (method: string, rank: number) =>
    rows.find((row) => row.method === method && row.rank === rank);
  const [half, twice, other] = [
    cell(headlineMethod, 8),
    cell(headlineMethod, 16),
    cell(baselineMethod, 8),
  ];
  const table3 = { experiment: 'dreambooth', settings: pictures };
  const asLarge = { like: 'parameters', methods: rivals(rows) } as const;
  return [
    claim({
      ...table3,
      says: `At about as many parameters, ${headline} is more faithful to the subject: DINO ${printedOf(rows)}.`,
      place: source,
      compared: { ...asLarge, scoreOf: () => 'fidelity', holds: rules.above },
    }),
    claim({
      ...table3,
      says: `At equal rank ${headline} is at least as faithful as ${baseline}; the paper prints DINO ${printed(half?.dino)} against ${printed(other?.dino)} at rank 8, so that the abstract’s gain (${printed(twice?.dino)}) needs twice the rank.`,
      place: `${source}, abstract`,
      compared: {
        like: 'rank',
        methods: [baselineMethod],
        scoreOf: () => 'fidelity',
        holds: rules.noLower,
      },
    }),
    claim({
      ...table3,
      says: `At about as many parameters, ${headline} follows the prompt no less (CLIP-T ${printed(twice?.clipText)} against ${baseline}’s ${printed(other?.clipText)}).`,
      place: source,
      compared: { ...asLarge, scoreOf: promptScore, holds: rules.noLower },
    }),
    parameterClaim(pictures),
    scaleClaim(pictures),
    claim({
      experiment: 'faces',
      settings: faces,
      says: `Of faces, at about as many parameters, ${headline} is more faithful: DINO ${printedOf(paper.faces.rows)}.`,
      place: paper.faces.source,
      compared: {
        like: 'parameters',
        methods: rivals(paper.faces.rows),
        scoreOf: () => 'fidelity',
        holds: rules.above,
      },
    }),
  ];
}

const printed = (value: number | undefined) => format.fixed(value, 3);

/** "0.151 against 0.143 (LoRA), 0.150 (LoRA+) and 0.148 (DoRA)". */
function printedOf(rows: readonly Row[]): string {
  const own = Math.max(
    ...rows.flatMap(({ method, dino }) => (method === headlineMethod ? [dino] : [])),
  );
  const others = rows
    .filter(({ method }) => method !== headlineMethod)
    .map(({ method, dino }) => `${printed(dino)} (${methodTitle(method)})`);
  return `${printed(own)} against ${format.listing(others)}`;
}

const rivals = (rows: readonly Row[]) => [
  ...new Set(rows.map(({ method }) => method).filter((method) => method !== headlineMethod)),
];
