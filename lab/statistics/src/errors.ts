import { CodedError, codedAs } from '@singlora/core/errors';

/** The stable codes of {@link StatisticsError}. */
export type StatisticsErrorCode = 'NO_VALUES' | 'OTHER_ROWS' | 'METRIC_BAD_INPUT';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
export class StatisticsError extends CodedError<StatisticsErrorCode> {
  override readonly name = 'StatisticsError';
}

const coded = codedAs(StatisticsError);

export const noValues = (what: string, needed: number, given: number) =>
  coded.NO_VALUES`The ${what} of ${given} values is undefined: give at least ${needed}.`;

export const otherRows = (expected: number, given: number) =>
  coded.OTHER_ROWS`A comparison needs every prediction on the same rows: there are ${expected} labels and ${given} predictions. Match them by row first.`;

export const unpaired = (predictions: number, labels: number) =>
  coded.METRIC_BAD_INPUT`A metric needs as many predictions as labels, and at least one: got ${predictions} predictions and ${labels} labels.`;

export const scoreNotFinite = (row: number, prediction: unknown, label: unknown) =>
  coded.METRIC_BAD_INPUT`Row ${row} has the prediction ${String(prediction)} and the label ${String(label)}; a metric needs finite numbers. Leave out rows without a label, and check that training did not diverge.`;
