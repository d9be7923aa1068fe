import {
  baselineMethod,
  dreamBoothProtocol,
  headlineMethod,
  paper,
  type DreamBoothScoreName,
} from '@singlora/records';
import { decide, type Finding, format, methodTitle, sentence } from '@singlora/reporting';
import { millions } from '../glue/paper-section.ts';
import type { Entry } from '../ledger.ts';
import { parameterCount } from '../parameter-count.ts';
import { shortModel } from '../short-model.ts';
import {
  alike,
  difference,
  nameOf,
  sentenceOf,
  sizeOver,
  unlearned,
  unlearnedText,
  type Difference,
} from './differences.ts';
import { scaleClaim } from './scale-claim.ts';
import { parametersOf, promptScore, type Setting } from './setting.ts';
import { standInsText } from './stand-in.ts';
import { more, noLess } from './verdicts.ts';

const headline = methodTitle(headlineMethod);
const baseline = methodTitle(baselineMethod);

interface Row {
  readonly method: string;
  readonly rank: number;
  readonly dino: number;
}

/** What the paper says of its tables of pictures, against the settings, the most telling first. */
export function dreamBoothClaims(settings: readonly Setting[]): Entry[] {
  const of = (experiment: string) => settings.filter((one) => one.experiment === experiment);
  const [pictures, faces] = [of('dreambooth'), of('faces')];
  const { rows, source } = paper.dreambooth;
  const cell = (method: string, rank: number) =>
    rows.find((row) => row.method === method && row.rank === rank);
  const [half, twice, other] = [
    cell(headlineMethod, 8),
    cell(headlineMethod, 16),
    cell(baselineMethod, 8),
  ];
  return [
    claim({
      says: `At about as many parameters, ${headline} is more faithful to the subject: DINO ${printedOf(rows)}.`,
      place: source,
      experiment: 'dreambooth',
      settings: pictures,
      find: (setting) =>
        finding(setting, {
          ...{ like: 'parameters', methods: rivals(rows), score: 'fidelity', holds: more },
        }),
    }),
    claim({
      says: `At equal rank ${headline} is at least as faithful as ${baseline}; the paper prints DINO ${printed(half?.dino)} against ${printed(other?.dino)} at rank 8, so that the abstract’s gain (${printed(twice?.dino)}) needs twice the rank.`,
      place: `${source}, abstract`,
      experiment: 'dreambooth',
      settings: pictures,
      find: (setting) =>
        finding(setting, {
          ...{ like: 'rank', methods: [baselineMethod], score: 'fidelity', holds: noLess },
        }),
    }),
    claim({
      says: `At about as many parameters, ${headline} follows the prompt no less (CLIP-T ${printed(twice?.clipText)} against ${baseline}’s ${printed(other?.clipText)}).`,
      place: source,
      experiment: 'dreambooth',
      settings: pictures,
      find: (setting) => {
        const score = promptScore(setting);
        return (
          score &&
          finding(setting, { like: 'parameters', methods: rivals(rows), score, holds: noLess })
        );
      },
    }),
    parameterClaim(pictures),
    scaleClaim(pictures),
    claim({
      says: `Of faces, at about as many parameters, ${headline} is more faithful: DINO ${printedOf(paper.faces.rows)}.`,
      place: paper.faces.source,
      experiment: 'faces',
      settings: faces,
      find: (setting) =>
        finding(setting, {
          ...{
            like: 'parameters',
            methods: rivals(paper.faces.rows),
            score: 'fidelity',
            holds: more,
          },
        }),
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

interface Claim extends Pick<Entry, 'says' | 'place'> {
  readonly experiment: string;
  readonly settings: readonly Setting[];
  /** Undefined where a setting holds nothing of it. */
  readonly find: (setting: Setting) => Finding | undefined;
}

/** A claim with the verdict of the most telling setting that holds something of it. */
function claim({ says, place, experiment, settings, find }: Claim): Entry {
  const [judged] = settings.flatMap((setting) => {
    const found = find(setting);
    return found ? [{ setting, found }] : [];
  });
  return {
    says,
    place,
    finding: judged?.found ?? { verdict: 'not yet measured', evidence: '' },
    with: judged && standInsText(judged.setting),
    see: {
      title: experiment === 'faces' ? 'Faces' : 'DreamBooth',
      ...(judged ? { anchor: experiment } : {}),
      command: judged?.setting.runs[0]?.record.command ?? `npx nx run experiments:${experiment}`,
    },
  };
}

/** The headline method against each variant of others that is like it. */
function pairsOf(
  { variants }: Setting,
  like: 'rank' | 'parameters',
  methods: readonly string[],
  score: DreamBoothScoreName,
): Difference[] {
  const own = variants.filter(({ method }) => method === headlineMethod);
  return variants
    .filter(({ method }) => methods.includes(method))
    .flatMap((other) =>
      alike[like](own, other).flatMap((one) => difference(one, other, score) ?? []),
    );
}

interface Rule {
  readonly like: 'rank' | 'parameters';
  readonly methods: readonly string[];
  readonly score: DreamBoothScoreName;
  readonly holds: (one: Difference) => boolean | undefined;
}

/** A method that was not trained leaves it open, and so does one that learned nothing. */
function finding(setting: Setting, { like, methods, score, holds }: Rule): Finding | undefined {
  const pairs = pairsOf(setting, like, methods, score);
  if (pairs.length === 0) return undefined;
  const idle = new Set(unlearned(setting));
  const compared = pairs.map((one) => ({
    name: nameOf(one),
    holds: idle.has(one.variant) || idle.has(one.other) ? undefined : holds(one),
  }));
  const missing = methods
    .filter((method) => pairs.every(({ other }) => other.method !== method))
    .map((method) => ({ name: methodTitle(method), holds: undefined }));
  const own = [...new Set(pairs.flatMap(({ variant, other }) => [variant, other]))].filter(
    (variant) => idle.has(variant),
  );
  return {
    ...decide(
      [...compared, ...missing],
      (one) => one.holds,
      ({ name }) => name,
      'it is about',
    ),
    evidence: sentence([
      ...pairs.map((one) => evidenceOf(one, like)),
      ...missing.map(({ name }) => `${name} was not trained with about as many parameters`),
      ...(own.length > 0 ? [unlearnedText(own)] : []),
    ]),
  };
}

const evidenceOf = (one: Difference, like: Rule['like']) =>
  like === 'rank'
    ? sentenceOf(one)
    : `${sentenceOf(one)} with ${format.percent(sizeOver(one.variant, one.other), 0)} of the parameters`;

/** Half of the parameters: by definition on the paper's model, and as counted in what was trained. */
function parameterClaim(settings: readonly Setting[]): Entry {
  const rank = 8;
  const count = (method: string) => parameterCount(method, dreamBoothProtocol, rank) ?? NaN;
  const [own, other] = [count(headlineMethod), count(baselineMethod)];
  const trained = settings.flatMap(({ variants, config }) =>
    pairsIn(variants).map(
      ({ own: a, other: b }) =>
        `${shortModel(config.model)} at rank ${a.config.adapter?.rank} ${format.count(parametersOf(a))} of ${format.count(parametersOf(b))}, ${format.percent((parametersOf(a) ?? NaN) / (parametersOf(b) ?? NaN), 0)}`,
    ),
  );
  const rowOf = (method: string) =>
    paper.dreambooth.rows.find((row) => row.method === method && row.rank === rank);
  const counted = trained.length > 0 ? ` As trained here: ${sentence([...new Set(trained)])}` : '';
  const isHalf = Math.abs(own / other - 0.5) < 0.005;
  return {
    says: `At equal rank ${headline} has half of ${baseline}’s parameters (printed: ${millions(rowOf(headlineMethod)?.params ?? NaN)} of ${millions(rowOf(baselineMethod)?.params ?? NaN)}).`,
    place: `abstract, ${paper.dreambooth.source}`,
    finding: {
      verdict: isHalf ? 'reproduced' : 'not reproduced',
      evidence: `By definition, at rank ${rank} on ${dreamBoothProtocol.title}: ${format.count(own)} of ${format.count(other)}, ${format.percent(own / other, 0)}, since half holds for square matrices alone and those that read the prompt are not.${counted}`,
    },
    see: { title: 'In the paper', anchor: 'paper', command: 'npx nx run reports:build' },
  };
}

/** The headline method and the baseline at each rank that both have. */
const pairsIn = (variants: Setting['variants']) =>
  variants
    .filter(({ method }) => method === baselineMethod)
    .flatMap((other) =>
      alike
        .rank(
          variants.filter(({ method }) => method === headlineMethod),
          other,
        )
        .map((own) => ({ own, other })),
    );
