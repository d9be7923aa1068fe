import {
  clustered,
  type DreamBoothSetting,
  type DreamBoothVariant,
  numberOf,
} from '@singlora/comparison';
import {
  dreamBoothNumber,
  dreamBoothScores,
  type DreamBoothScore,
  type DreamBoothScoreName,
} from '@singlora/records';
import { type Cell, type CellValue, format, numbers, stacked } from '@singlora/reporting';
import { mean } from '@singlora/statistics';
import type { VariantRow } from '../variant-cells.ts';
import { colourOf } from './colours.ts';

const arrows: Readonly<Record<DreamBoothScore['better'], string>> = {
  more: ' ↑',
  less: ' ↓',
  neither: '',
};

/** "Subject fidelity ↑". */
const scoreTitle = (score: DreamBoothScoreName): string => {
  const { title, better } = dreamBoothScores[score];
  return `${title}${arrows[better]}`;
};

/** A row of scores; without a variant, those of real pictures compared with each other. */
export type ScoreRow = VariantRow<DreamBoothVariant>;

/** The variants with scores, and real pictures where they were scored. */
export function scoreRows({ variants: all, runs }: DreamBoothSetting): ScoreRow[] {
  const hasCeiling = runs.some(
    ({ record }) => numberOf(record, dreamBoothNumber.ceiling('fidelity')) !== undefined,
  );
  const scored = all.filter(({ runs: own }) => own.length > 0);
  return [...scored.map((variant) => ({ variant })), ...(hasCeiling ? [{}] : [])];
}

export const nameCell = ({ variant }: ScoreRow): Cell | string =>
  variant ? { text: variant.label, colour: colourOf(variant) } : 'Real pictures';

/** A score by row, with its error below. */
export const scoreColumn = (setting: DreamBoothSetting, score: DreamBoothScoreName) =>
  stacked(
    numbers<ScoreRow>(scoreTitle(score), ({ variant }) =>
      variant ? scoreCell(variant, score) : ceilingCell(setting, score),
    ),
  );

function scoreCell(variant: DreamBoothVariant, score: DreamBoothScoreName): CellValue {
  const found = clustered(variant, dreamBoothNumber.mean(score));
  if (!found) return undefined;
  const { mean: value, standardError } = found.estimate;
  return {
    text: format.fixed(value, 3),
    detail: standardError === undefined ? undefined : `± ${format.fixed(standardError, 3)}`,
  };
}

/** The score of real pictures, and its number of subjects if not all: a single picture has none. */
function ceilingCell(setting: DreamBoothSetting, score: DreamBoothScoreName): CellValue {
  const found = clustered(setting, dreamBoothNumber.ceiling(score));
  if (!found) return undefined;
  const all = setting.subjects.length;
  return {
    text: format.fixed(found.estimate.mean, 3),
    detail:
      found.subjects < all
        ? `${format.count(found.subjects)} of ${format.plural(all, 'subject')}`
        : undefined,
  };
}

/** The score of real pictures, as a mean over subjects. */
export function ceilingOf(setting: DreamBoothSetting, score: DreamBoothScoreName) {
  return clustered(setting, dreamBoothNumber.ceiling(score))?.estimate.mean;
}

/** The mean of a value over a variant's runs. */
export function meanScore({ runs }: DreamBoothVariant, key: string): number | undefined {
  const values = runs.flatMap(({ record }) => numberOf(record, key) ?? []);
  return values.length > 0 ? mean(values) : undefined;
}
