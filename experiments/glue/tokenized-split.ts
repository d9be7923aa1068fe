import type { Row } from '@singlora/glue';
import type { Example } from '@singlora/training';

export interface TokenizedSplit {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly examples: readonly Example[];
  /** how many rows exceeded the run's maximum length and were truncated */
  readonly truncated: number;
  /** a larger split that contains all of its rows; tokenised on first use */
  readonly within?: () => Promise<TokenizedSplit>;
}
