const [true_, false_, byte, i16, i32, i64, double, binary, list, struct] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 12,
];
/** The metadata of parquet files is nested about eight deep. */
const deepest = 16;
const longestNumber = 10;

/**
 * Checks a struct in Thrift's compact protocol before hyparquet reads it: every claimed length is present, numbers end,
 * and nesting is limited.
 *
 * @returns where it ends, and its total number of fields and entries
 */
export function passStruct(bytes: Uint8Array, start: number): { end: number; elements: number } {
  let at = start;
  let elements = 0;
  const skip = (count: number): void => {
    at += count;
    if (!(at <= bytes.length)) throw new Error('its metadata end too soon');
  };
  const next = (): number => {
    skip(1);
    return bytes[at - 1] as number;
  };
  const number = (): number => {
    let value = 0;
    for (let digits = 0; digits < longestNumber; digits++) {
      const part = next();
      value += (part & 0x7f) * 2 ** (7 * digits);
      if (part < 0x80) return value;
    }
    throw new Error('its metadata hold a number without end');
  };
  const fields = (depth: number): void => {
    if (depth > deepest) throw new Error('its metadata nest too deeply');
    for (let head = next(); (head & 15) !== 0; head = next()) {
      elements++;
      if (head >> 4 === 0) number();
      value(head & 15, depth);
    }
  };
  const value = (type: number, depth: number): void => {
    if (type === true_ || type === false_) return;
    if (type === byte) skip(1);
    else if (type === i16 || type === i32 || type === i64) number();
    else if (type === double) skip(8);
    else if (type === binary) skip(number());
    else if (type === struct) fields(depth + 1);
    else if (type === list) {
      const head = next();
      const count = head >> 4 === 15 ? number() : head >> 4;
      const each = head & 15;
      if (count > bytes.length - at)
        throw new Error('its metadata claim a list longer than they are');
      elements += count;
      for (let i = 0; i < count; i++) value(each === true_ || each === false_ ? byte : each, depth);
    } else throw new Error(`its metadata hold the unknown type ${type}`);
  };
  fields(1);
  return { end: at, elements };
}
