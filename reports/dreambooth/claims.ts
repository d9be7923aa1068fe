import { type DreamBoothSetting, parameterCount, promptScore, rules } from '@singlora/comparison';
import {
  baselineMethod,
  headlineMethod,
  paper,
  type PaperFacesRow,
  dreamBoothProtocol,
} from '@singlora/records';
import { format, methodTitle, type Claim } from '@singlora/reporting';
import { dreamBoothClaim } from './claim.ts';
import { scaleClaim } from './scale-claim.ts';

const headline = methodTitle(headlineMethod);
const baseline = methodTitle(baselineMethod);

/** The paper's claims in its picture tables, judged by the settings, the most relevant first. */
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
    dreamBoothClaim({
      id: 'dreambooth/fidelity',
      ...table3,
      says: `At about as many parameters, ${headline} is more faithful to the subject: DINO ${printedOf(rows)}.`,
      place: source,
      ...asLarge,
      holds: rules.above,
    }),
    dreamBoothClaim({
      id: 'dreambooth/fidelity-at-equal-rank',
      ...table3,
      says: `At equal rank ${headline} is at least as faithful as ${baseline} (printed at rank 8: DINO ${printed(half?.dino)} against ${printed(other?.dino)}).`,
      place: source,
      like: 'rank',
      methods: [baselineMethod],
      holds: rules.noLower,
    }),
    dreamBoothClaim({
      id: 'dreambooth/prompt',
      ...table3,
      says: `At about as many parameters, ${headline} follows the prompt no less (CLIP-T ${printed(twice?.clipText)} against ${baseline}’s ${printed(other?.clipText)}).`,
      place: source,
      ...asLarge,
      scoreOf: promptScore,
      holds: rules.noLower,
    }),
    parameterClaim(),
    scaleClaim(pictures),
    dreamBoothClaim({
      id: 'faces/fidelity',
      experiment: 'faces',
      settings: faces,
      says: `Of faces, at about as many parameters, ${headline} is more faithful: DINO ${printedOf(paper.faces.rows)}.`,
      place: paper.faces.source,
      like: 'parameters',
      methods: rivals(paper.faces.rows),
      holds: rules.above,
    }),
  ];
}

const printed = (value: number | undefined) => format.fixed(value, 3);

/** "0.151 against 0.143 (LoRA), 0.150 (LoRA+) and 0.148 (DoRA)". */
function printedOf(rows: readonly PaperFacesRow[]): string {
  const own = Math.max(
    ...rows.flatMap(({ method, dino }) => (method === headlineMethod ? [dino] : [])),
  );
  const others = rows
    .filter(({ method }) => method !== headlineMethod)
    .map(({ method, dino }) => `${printed(dino)} (${methodTitle(method)})`);
  return `${printed(own)} against ${format.listing(others)}`;
}

const rivals = (rows: readonly PaperFacesRow[]) => [
  ...new Set(rows.map(({ method }) => method).filter((method) => method !== headlineMethod)),
];

/** The claim of half the parameters, by definition on the paper's model. */
function parameterClaim(): Claim {
  const rank = 8;
  const count = (method: string) => parameterCount(method, dreamBoothProtocol, rank) ?? NaN;
  const [own, other] = [count(headlineMethod), count(baselineMethod)];
  const rowOf = (method: string) =>
    paper.dreambooth.rows.find((row) => row.method === method && row.rank === rank);
  const isHalf = Math.abs(own / other - 0.5) < 0.005;
  return {
    id: 'dreambooth/parameters',
    says: `At equal rank ${methodTitle(headlineMethod)} has half of ${methodTitle(baselineMethod)}’s parameters (printed: ${format.millions(rowOf(headlineMethod)?.params)} of ${format.millions(rowOf(baselineMethod)?.params)}).`,
    place: `abstract, ${paper.dreambooth.source}`,
    found: {
      verdict: isHalf ? 'holds' : 'does not hold',
      evidence: [
        { of: dreamBoothProtocol.title, value: `${format.count(own)} of ${format.count(other)}` },
      ],
      on: { kind: 'derived' },
    },
    see: { title: 'The paper’s table', command: 'npx nx run reports:build' },
  };
}
