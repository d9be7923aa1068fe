import { join } from 'node:path';
import { replaceFile } from '@singlora/files';
import type { MetricPoint, RunRecord } from '@singlora/tracking';

/**
 * Writes a run's curves as TensorBoard's event file, and its result as `summary/NAME` after the last step, in a folder of its own
 * within `folder`. TensorBoard keeps single precision.
 */
export async function writeEvents(
  folder: string,
  run: RunRecord,
  metrics: readonly MetricPoint[],
): Promise<void> {
  const last = metrics.reduce((most, { step }) => Math.max(most, step), 0);
  const time = run.finishedAt ?? run.startedAt;
  const result = Object.entries(run.summary).map(([key, value]) => {
    return { key: `summary/${key}`, step: last, value, time };
  });
  const events = [
    event(run.startedAt, textField(3, 'brain.Event:2')),
    ...[...metrics, ...result].map((point) => event(point.time, scalar(point), point.step)),
  ];
  const seconds = Math.floor(Date.parse(run.startedAt) / 1_000);
  const place = join(folder, `${run.experiment}-${run.id}`);
  const file = join(place, `events.out.tfevents.${seconds}.${run.id}`);
  await replaceFile(file, (open) => open.writeFile(Buffer.concat(events.map(record))));
}

// The fields of TensorFlow's event.proto and summary.proto, in the wire format of protocol buffers.

/** An `Event` at a time, with what it says. */
const event = (time: string, said: Buffer, step = 0): Buffer =>
  Buffer.concat([
    doubleField(1, Date.parse(time) / 1_000),
    ...(step === 0 ? [] : [wholeField(2, step)]), // 0 is what a field that is absent means
    said,
  ]);

/** A `Summary` of one `Value`: its tag and its `simple_value`. */
const scalar = ({ key, value }: MetricPoint): Buffer =>
  bytesField(5, bytesField(1, Buffer.concat([textField(1, key), floatField(2, value)])));

const tag = (field: number, type: 0 | 1 | 2 | 5) => varint(field * 8 + type);
const wholeField = (field: number, value: number) => Buffer.concat([tag(field, 0), varint(value)]);
const bytesField = (field: number, bytes: Buffer) =>
  Buffer.concat([tag(field, 2), varint(bytes.length), bytes]);
const textField = (field: number, text: string) => bytesField(field, Buffer.from(text));

function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), bytes]);
}

function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, 5), bytes]);
}

/** Seven bits a byte, the lowest first; of whole numbers up to 2^53 that are not negative. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** TensorFlow's record: length and data, each with its check. */
function record(data: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, check(length), data, check(data)]);
}

/** CRC-32C, rotated and shifted as TensorFlow masks it. */
function check(data: Buffer): Buffer {
  let crc = ~0;
  for (const byte of data) crc = (table[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  crc = ~crc;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return bytes;
}

/** Of CRC-32C: the remainder of each byte by Castagnoli's polynomial, reversed. */
const table = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1;
  return rest;
});
