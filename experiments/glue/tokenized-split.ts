import type { Row } from '@singlora/glue';
import type { Example } from '@singlora/training';

/** A split's rows, and the same as tokens. */
export interface TokenizedSplit {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly examples: readonly Example[];
  /** how many rows were longer than the run's maximum and were cut */
  readonly truncated: number;
  /** a split that has all of its rows, among others; tokenised when it is first asked for */
  readonly within?: () => Promise<TokenizedSplit>;
}
