import { list } from '@singlora/runner';
import { z } from 'zod';

type Fields = Readonly<Record<string, z.ZodType>>;

/** The setting that lists an axis's values: families, methods, outputs. */
type Plural<Name> = Name extends `${infer Stem}y`
  ? `${Stem}ies`
  : Name extends `${infer Stem}s`
    ? `${Stem}s`
    : `${Name & string}s`;

const pluralOf = (name: string) => name.replace(/y$/, 'ie').replace(/s?$/, 's');

/** The settings' schemas: a field's own schema, or a list of its values where the field is an axis. */
type SettingsShape<Of extends Fields, Axis extends keyof Of> = {
  [Name in Exclude<keyof Of, Axis | 'version' | 'preset'>]: Of[Name];
} & { [Name in Axis as Plural<Name>]: List<Of[Name]> };

type List<Field> = z.ZodType<NonNullable<z.output<Field>>[]>;

const listOf = (item: z.ZodType, { description }: z.ZodType) => {
  const items = list(item);
  return description === undefined ? items : items.describe(description);
};

/** The settings of a check are its runs' fields: those in `axes` become lists, with one run per combination. Lists have no duplicates. */
export const settingsOf = <Of extends Fields, const Axis extends keyof Of & string>(
  fields: Of,
  axes: readonly Axis[],
) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== 'version' && name !== 'preset')
      .map(([name, field]) => {
        // Null cannot be listed: it leaves each method its own value.
        const item = field instanceof z.ZodNullable ? (field.unwrap() as z.ZodType) : field;
        if (axes.some((axis) => axis === name)) return [pluralOf(name), listOf(item, field)];
        return [
          name,
          field instanceof z.ZodArray ? listOf(field.element as z.ZodType, field) : field,
        ];
      }),
  ) as SettingsShape<Of, Axis>;

/** A list of step counts: what trains looks at them one after another, and ends with the last. */
export const ascending = (steps: z.ZodType<number[]>) =>
  steps
    .refine((all) => all.every((step, i) => step > (all[i - 1] ?? 0)), 'not ascending')
    .describe(steps.description ?? '');
