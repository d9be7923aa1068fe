import { format, groupBy, type Config } from '@singlora/reporting/text';
import type { Side } from './side.ts';
import { valueText } from './words.ts';

/** One setting, here and in the paper; `same` is undefined where the two cannot be compared. */
export interface ProtocolRow {
  readonly title: string;
  readonly here: string;
  readonly stated: string;
  readonly same?: boolean | undefined;
  /** why it differs, where it does */
  readonly why?: string | undefined;
}

/** How runs were made, next to what the paper says. */
export interface ProtocolBeside {
  /** the paper's part: "RoBERTa-base on GLUE" */
  readonly of: string;
  readonly rows: readonly ProtocolRow[];
  readonly remark?: string;
}

/** The paper's statements by setting, and its words on settings that it leaves unclear. */
interface Stated {
  readonly unsettled: Readonly<Record<string, string>>;
  /** Settings that it does not state: their values come from others' code. */
  readonly fromCode?: readonly string[];
}

/** A setting that the paper states, or should have, named as in its protocol. */
export interface ProtocolItem<Own = Config> {
  readonly key: string;
  readonly title: string;
  /**
   * The value in a run: undefined where it is not recorded, null where the setting does not apply.
   * By default the setting `key`.
   */
  readonly value?: (config: Own) => unknown;
  readonly text?: (value: unknown, config: Config) => string;
  readonly why?: string;
  /** Whether a value is none of what the paper may mean, where its words do not settle it. */
  readonly isOther?: (value: unknown) => boolean;
}

/** A setting of the runs next to the stated one; `silent` replaces a missing statement. */
export function protocolRow<Own extends Config>(
  {
    key,
    title,
    value = (config) => config[key],
    text = valueText,
    why,
    isOther,
  }: ProtocolItem<Own>,
  protocol: Stated | undefined,
  sides: readonly (Side & { readonly config: Own })[],
  silent = 'not stated',
): ProtocolRow {
  const relevant = sides.filter(({ config }) => value(config) !== null);
  const values = relevant.map(({ config }) => value(config));
  const here = bySide(relevant, ({ config }) => {
    const own = value(config);
    return own === undefined ? 'not recorded' : text(own, config);
  });
  const row = { title, here, why };
  const unsettled = protocol?.unsettled[key];
  if (unsettled !== undefined) {
    const same = isOther !== undefined && values.some(isOther) ? false : undefined;
    return { ...row, stated: unsettled, same };
  }
  const settled = (protocol as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (settled === undefined) return { ...row, stated: silent };
  const words = text(settled, {});
  const known = values.length > 0 && values.every((own) => own !== undefined && own !== 'default');
  return {
    ...row,
    stated: protocol?.fromCode?.includes(key) ? `not stated; ${words} in LoRA+’s code` : words,
    same: known
      ? values.every((own) => JSON.stringify(own) === JSON.stringify(settled))
      : undefined,
  };
}

/** One text where all sides agree, otherwise one per label after it; sides of one label share theirs, numbers ascending. */
export function bySide<One extends Pick<Side, 'label'>>(
  sides: readonly One[],
  text: (side: One) => string,
): string {
  const each = groupBy(sides, ({ label }) => label).map((alike) => ({
    label: alike[0]?.label ?? '',
    own: [...new Set(alike.map(text))].sort((a, b) => Number(a) - Number(b) || 0).join(', '),
  }));
  const texts = new Set(each.map(({ own }) => own));
  if (texts.size <= 1) return [...texts][0] ?? format.absent;
  return each.map(({ label, own }) => `${label}: ${own}`).join('; ');
}
