import { list } from '@singlora/runner';
import { z } from 'zod';

export const maybeNone = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), list(item).or(z.array(item).length(0)));

/** The settings that list values of fields that vary between runs, by field name. */
type Axes<Fields> = { readonly [Name in keyof Fields]?: string };

type Fields = Readonly<Record<string, z.ZodType>>;

/** The settings' schemas: a field's own schema, or a list of its values where the field is an axis. */
type SettingsShape<Of extends Fields, Own extends Axes<Of>> = {
  [Name in Exclude<keyof Of, keyof Own | 'version' | 'preset'>]: Of[Name];
} & { [Name in keyof Of & keyof Own as Own[Name] & string]: List<Of[Name]> };

type List<Field> = z.ZodType<NonNullable<z.output<Field>>[]>;

const listOf = (item: z.ZodType, { description }: z.ZodType) => {
  const items = list(item);
  return description === undefined ? items : items.describe(description);
};

/** The settings of a check are its runs' fields: those in `axes` become lists, with one run per combination. Lists have no duplicates. */
export const settingsOf = <Of extends Fields, const Own extends Axes<Of>>(fields: Of, axes: Own) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== 'version' && name !== 'preset')
      .map(([name, field]) => {
        const plural = (axes as Record<string, string | undefined>)[name];
        // Null cannot be listed: it leaves each method its own value.
        if (plural !== undefined)
          return [
            plural,
            listOf(field instanceof z.ZodNullable ? (field.unwrap() as z.ZodType) : field, field),
          ];
        return [
          name,
          field instanceof z.ZodArray ? listOf(field.element as z.ZodType, field) : field,
        ];
      }),
  ) as SettingsShape<Of, Own>;

/** A list of step counts: what trains looks at them one after another, and ends with the last. */
export const ascending = (steps: z.ZodType<number[]>) =>
  steps
    .refine((all) => all.every((step, i) => step > (all[i - 1] ?? 0)), 'not ascending')
    .describe(steps.description ?? '');
