/**
 * A sentence with named numbers, rounded to three digits unless integral. `{name}` is a number; bracketed text is left
 * out where its number is unknown. With `{name>0}` it is also left out where the number is not above zero.
 */
export const sentenceOf = (template: string, numbers: Readonly<Record<string, number>>): string =>
  template
    .replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
      [...part.matchAll(named)].every(([, name = '', positive]) =>
        positive ? (numbers[name] ?? 0) > 0 : name in numbers,
      )
        ? part
        : '',
    )
    .replace(/^[,;] /, '') // remains of omitted text before it
    .replaceAll(named, (_, name: string) => numberText(numbers[name] ?? NaN));

const named = /\{([^}>]+)(>0)?\}/g;

const numberText = (value: number) =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
