import { list } from '@singlora/runner';
import { z } from 'zod';

/** A list that may be empty. */
export const maybeNone = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), list(item).or(z.array(item).length(0)));

/** The settings that list the values of fields that differ from run to run, by the fields' names. */
type Axes<Fields> = { readonly [Name in keyof Fields]?: string };

type Fields = Readonly<Record<string, z.ZodType>>;

/** The settings' schemas: a field's own, or a list of its values where the field is an axis. */
type SettingsShape<Of extends Fields, Own extends Axes<Of>> = {
  [Name in Exclude<keyof Of, keyof Own | 'version' | 'preset'>]: Of[Name];
} & { [Name in keyof Of & keyof Own as Own[Name] & string]: List<Of[Name]> };

type List<Field> = z.ZodType<NonNullable<z.output<Field>>[]>;

const listOf = (item: z.ZodType, { description }: z.ZodType) => {
  const items = list(item);
  return description === undefined ? items : items.describe(description);
};

/** The settings of a check, which are the fields of its runs: those of `axes` as lists, one run a combination. No list has a value twice. */
export const settingsOf = <Of extends Fields, const Own extends Axes<Of>>(fields: Of, axes: Own) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== 'version' && name !== 'preset')
      .map(([name, field]) => {
        const plural = (axes as Record<string, string | undefined>)[name];
        // Null is no value to list: it leaves to each method what is its own.
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
