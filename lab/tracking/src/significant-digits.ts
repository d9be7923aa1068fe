/** A number rounded to `digits` significant digits; integers are counts and stay unchanged. */
export const toDigits = (value: number, digits: number): number =>
  Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(digits));

/** Whether an artifact's name says that it is JSON, or JSON line by line, whose numbers can be rounded. */
export const hasDigits = (name: string): boolean => /\.jsonl?$/.test(name);

/** An artifact's bytes with its numbers rounded if it {@link hasDigits}. Others, and invalid JSON, are returned unchanged. */
export function artifactToDigits(name: string, content: Buffer, digits: number): Buffer {
  const one = (text: string) =>
    text.trim() === ''
      ? text
      : JSON.stringify(
          JSON.parse(text, (_, value: unknown) =>
            typeof value === 'number' ? toDigits(value, digits) : value,
          ),
        );
  const text = content.toString();
  try {
    if (name.endsWith('.json')) return Buffer.from(one(text));
    if (hasDigits(name)) return Buffer.from(text.split('\n').map(one).join('\n'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return content;
}
