import {
  clustered,
  comparePictures,
  type DreamBoothSetting,
  pictureMargin,
  evidenceOf,
  usesPaperSetup,
} from '@singlora/comparison';
import { baselineMethod, dreamBoothNumber, dreamBoothProtocol, paper } from '@singlora/records';
import { type Finding, format, type Claim } from '@singlora/reporting';
import { pictureClaim } from './claim.ts';
import { pairVerdict } from './decided-table.ts';

const claimed = paper.dreambooth.rows.find(({ method }) => method === baselineMethod)?.dino ?? NaN;

/**
 * Our question of why the paper's DINO scores are a fraction of those by this protocol. Only the
 * paper's own model, pictures and encoder can decide it.
 */
export const scaleClaim = (settings: readonly DreamBoothSetting[]): Claim =>
  pictureClaim(
    {
      id: 'dreambooth/scale',
      says: `The paper’s DINO is that of ${dreamBoothProtocol.title} without an adapter: the floor is within ${pictureMargin} of ${claimed}, and no adapter ${pictureMargin} above it.`,
      place: `${paper.dreambooth.source}; the explanation is ours`,
      experiment: 'dreambooth',
      settings,
    },
    (setting) => (setting.comparable ? scaleFinding(setting) : undefined),
    'npx nx run experiments:dreambooth --preset=paper',
  );

/**
 * The finding from 95% intervals over subjects: whether the floor is near the paper's value, and no
 * adapter trained as in the paper exceeds it by the margin.
 */
function scaleFinding({ floor, variants }: DreamBoothSetting): Finding | undefined {
  const found = floor && clustered(floor, dreamBoothNumber.mean('fidelity'));
  const gains = variants.flatMap((variant) =>
    floor && variant.config.adapter && variant.runs.some(usesPaperSetup)
      ? (comparePictures(variant, floor, 'fidelity') ?? [])
      : [],
  );
  if (!found || gains.length === 0) return undefined;
  const { mean, interval: [low, high] = [-Infinity, Infinity] } = found.estimate;
  const cases = [
    told(Math.max(low - claimed, claimed - high), Math.max(high - claimed, claimed - low)),
    ...gains.map(({ interval: [from, to] = [-Infinity, Infinity] }) => told(from, to)),
  ];
  const isOpen = gains.some(({ reservation }) => reservation !== undefined);
  return {
    verdict: isOpen
      ? 'undecided'
      : cases.includes(false)
        ? 'does not hold'
        : cases.includes(undefined)
          ? 'undecided'
          : 'holds',
    evidence: [
      { of: 'DINO without an adapter', value: format.fixed(mean, 3) },
      ...gains.map((found) =>
        evidenceOf(pairVerdict({ found, reservation: found.reservation }), found),
      ),
    ],
  };
}

/** Whether a distance is below the margin, given its lower and upper bound. */
const told = (least: number, most: number): boolean | undefined =>
  most < pictureMargin ? true : least > pictureMargin ? false : undefined;
