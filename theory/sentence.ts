/**
 * A sentence of numbers by name, those but whole ones to three digits: `{name}` is one of them, and what stands in brackets is
 * left out where it is not known. Of `{name>0}` it is also left out where it is not above zero.
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
    .replace(/^[,;] /, '') // of what is left out before it
    .replaceAll(named, (_, name: string) => numberText(numbers[name] ?? NaN));

const named = /\{([^}>]+)(>0)?\}/g;

const numberText = (value: number) =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
