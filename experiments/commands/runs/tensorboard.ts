import { hash } from 'node:crypto';
import { join } from 'node:path';
import { replaceFile } from '@singlora/core/disk';
import type { MetricPoint, RunRecord } from '@singlora/tracking';
import { PbfWriter } from 'pbf';
import { isTrial } from './fields.ts';

/**
 * Writes a run's curves as a TensorBoard event file, and its result as `summary/NAME` after the
 * last step, in a separate folder within `folder`. TensorBoard keeps single precision.
 */
export async function writeEvents(folder: string, run: RunRecord, metrics: readonly MetricPoint[]) {
  const last = metrics.reduce((most, { step }) => Math.max(most, step), 0);
  const time = run.finishedAt ?? run.startedAt;
  const result = Object.entries(run.summary).map(([key, value]) => {
    return { key: `summary/${key}`, step: last, value, time };
  });
  const events = [
    event(run.startedAt, 0, (written) => written.writeStringField(3, 'brain.Event:2')),
    ...[...metrics, ...result].map((point) =>
      event(point.time, point.step, (written) => written.writeMessage(5, writeScalar, point)),
    ),
  ];
  const seconds = Math.floor(Date.parse(run.startedAt) / 1_000);
  const kind = isTrial(run) ? '-trial' : '';
  const place = join(folder, `${folderName(run.experiment)}${kind}-${run.id}`);
  const file = join(place, `events.out.tfevents.${seconds}.${run.id}`);
  await replaceFile(file, (open) => open.writeFile(Buffer.concat(events.map(record))));
}

/** The characters of a folder's name that are left to the experiment: file systems take 255 bytes. */
const LONGEST = 200;

/** An experiment's name as a folder's: an archive may name it as it likes. */
function folderName(experiment: string): string {
  const name = experiment.replaceAll(/[^\w.-]+/g, '-');
  return name.length <= LONGEST
    ? name
    : `${name.slice(0, LONGEST - 13)}-${hash('sha256', experiment).slice(0, 12)}`;
}

// The fields of TensorFlow's event.proto and summary.proto.

/** An `Event` at a time, with the fields that `say` writes. */
function event(time: string, step: number, say: (written: PbfWriter) => void): Uint8Array {
  const written = new PbfWriter();
  written.writeDoubleField(1, Date.parse(time) / 1_000);
  if (step !== 0) written.writeVarintField(2, step); // an absent field means 0
  say(written);
  return written.finish();
}

/** A `Summary` of one `Value`: its tag and its `simple_value`. */
const writeScalar = (point: MetricPoint, said: PbfWriter): void =>
  said.writeMessage(1, writeValue, point);

function writeValue({ key, value }: MetricPoint, said: PbfWriter): void {
  said.writeStringField(1, key);
  said.writeFloatField(2, value);
}

/** A TensorFlow record: length and data, each with its checksum. */
function record(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, check(length), data, check(data)]);
}

/** CRC-32C, rotated and shifted as TensorFlow masks it. */
function check(data: Uint8Array): Buffer {
  let crc = ~0;
  for (const byte of data) crc = (table[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  crc = ~crc;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return bytes;
}

/** The table of CRC-32C: the remainder of each byte by Castagnoli's polynomial, reversed. */
const table = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1;
  return rest;
});
