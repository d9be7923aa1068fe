import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { badArchive, placeTaken } from './errors.mjs';

// Sizes and signatures from PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;
const DEFLATED = 8;

/**
 * Extracts the wanted members of a zip file into a folder, streaming, each checked against its
 * size and CRC. The archive is treated as hostile: bounds, names that leave the folder, links,
 * duplicates, encryption and unknown compression are errors before anything is written.
 *
 * @param {string} path of the zip file
 * @param {string} folder
 * @param {(name: string) => boolean} want
 * @param {{ signal?: AbortSignal, onBytes?: (count: number) => void }} [options] `onBytes` hears of
 *   every extracted piece
 * @returns {Promise<{ name: string, bytes: number }[]>} what was extracted
 * @throws {SetupError} `ARCHIVE_INVALID`, where a member that fails its check is removed again; `PLACE_TAKEN` where a
 *   file is there already, which stays as it is
 */
export async function unzip(path, folder, want, options = {}) {
  const file = await open(path);
  try {
    const members = (await listMembers(file, path)).filter(
      ({ name }) => !name.endsWith('/') && want(name),
    );
    const names = new Set(members.map(({ name }) => name));
    for (const member of members) {
      const within = foldersOf(member.name).find((folder) => names.has(folder));
      if (within) throw badArchive(path, `'${within}' is both a file and a folder`);
      checkExtractable(member, path);
      member.start = await dataStart(file, member, path);
    }
    for (const member of members) await extract(path, folder, member, options);
    return members.map(({ name, bytes }) => ({ name, bytes }));
  } finally {
    await file.close();
  }
}

/** Reads the central directory. */
async function listMembers(file, path) {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END.bytes - END.longestComment), size);
  let at = tail.length - END.bytes;
  while (at >= 0 && tail.readUInt32LE(at) !== END.signature) at--;
  if (at < 0) throw badArchive(path, 'it is not a zip file, or is cut short');
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  if (count === 0xffff || start === 0xffffffff) throw badArchive(path, 'it is a zip64 file');
  if (start + length > size) throw badArchive(path, 'its directory lies outside the file');

  const directory = await readAt(file, start, start + length);
  const members = new Map();
  for (let offset = 0, index = 0; index < count; index++) {
    if (offset + CENTRAL.bytes > length || directory.readUInt32LE(offset) !== CENTRAL.signature) {
      throw badArchive(path, 'its directory is damaged');
    }
    const nameEnd = offset + CENTRAL.bytes + directory.readUInt16LE(offset + 28);
    const member = {
      name: directory.toString('utf8', offset + CENTRAL.bytes, nameEnd),
      encrypted: (directory.readUInt16LE(offset + 8) & 1) !== 0,
      method: directory.readUInt16LE(offset + 10),
      crc: directory.readUInt32LE(offset + 16),
      packed: directory.readUInt32LE(offset + 20),
      bytes: directory.readUInt32LE(offset + 24),
      mode: directory.readUInt32LE(offset + 38) >>> 16,
      header: directory.readUInt32LE(offset + 42),
      limit: start, // members lie before the directory
    };
    if (nameEnd > length) throw badArchive(path, 'its directory is damaged');
    if (leavesFolder(member.name))
      throw badArchive(path, `the name '${member.name}' leaves the folder`);
    if (members.has(member.name)) throw badArchive(path, `'${member.name}' is there twice`);
    members.set(member.name, member);
    offset = nameEnd + directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
  }
  return [...members.values()];
}

const leavesFolder = (name) =>
  /[\\\0]/.test(name) ||
  /^[a-z]:/i.test(name) ||
  name
    .replace(/\/$/, '')
    .split('/')
    .some((part) => ['', '.', '..'].includes(part));

/** `a` and `a/b` for `a/b/c`. */
const foldersOf = (name) => [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index));

function checkExtractable(member, path) {
  const refuse = (why) => badArchive(path, `'${member.name}' ${why}`);
  const fileType = member.mode & 0o170000;
  if (fileType !== 0 && fileType !== 0o100000) throw refuse('is not a plain file');
  if (member.encrypted) throw refuse('is encrypted');
  if (member.method !== STORED && member.method !== DEFLATED) {
    throw refuse(`is compressed by the unknown method ${member.method}`);
  }
}

/** Where a member's data starts: its local header repeats the name and has extras of its own. */
async function dataStart(file, member, path) {
  const refuse = () => badArchive(path, `'${member.name}' lies outside the file`);
  if (member.header + LOCAL.bytes > member.limit) throw refuse();
  const header = await readAt(file, member.header, member.header + LOCAL.bytes);
  if (header.readUInt32LE(0) !== LOCAL.signature) throw refuse();
  const start = member.header + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + member.packed > member.limit) throw refuse();
  return start;
}

/** What writing a file says where another file or a folder lies in its way. */
const taken = new Set(['EEXIST', 'EISDIR', 'ENOTDIR']);

async function extract(path, folder, member, { signal, onBytes }) {
  const target = join(folder, member.name);
  let crc = 0;
  let length = 0;
  const check = new Transform({
    transform(chunk, _encoding, done) {
      crc = crc32(chunk, crc);
      length += chunk.length;
      onBytes?.(chunk.length);
      done(
        length > member.bytes ? badArchive(path, `'${member.name}' is longer than it says`) : null,
        chunk,
      );
    },
  });
  const data =
    member.packed === 0
      ? []
      : createReadStream(path, { start: member.start, end: member.start + member.packed - 1 });
  const decode = member.method === DEFLATED ? [createInflateRaw()] : [];
  try {
    await mkdir(dirname(target), { recursive: true });
    await pipeline(data, ...decode, check, createWriteStream(target, { flags: 'wx' }), { signal });
    if (length !== member.bytes || crc !== member.crc) {
      throw badArchive(path, `'${member.name}' does not match its checksum`);
    }
  } catch (error) {
    if (taken.has(error.code)) throw placeTaken(target);
    await rm(target, { force: true }).catch(() => {}); // a name too long has nothing to remove
    throw error.code?.startsWith('Z_') || error.code === 'ENAMETOOLONG'
      ? badArchive(path, `'${member.name}' is damaged (${error.code})`)
      : error;
  }
}

async function readAt(file, start, end) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
}
