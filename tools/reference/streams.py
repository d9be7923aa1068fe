"""The project's seeded streams (`lab/runtime/src/random.ts`) and the matrices drawn from them, so that references have its numbers."""

import hashlib
import json
import math

import numpy

WORD = 2**32


class Stream:
    """xoshiro128** 1.1, its state the head of SHA-256 of the seed and the path as JSON."""

    def __init__(self, seed, *path):
        digest = hashlib.sha256(json.dumps([seed, *path], separators=(",", ":")).encode()).digest()
        self.state = [int.from_bytes(digest[i : i + 4], "little") for i in (0, 4, 8, 12)]

    def next(self):
        a, b, c, d = self.state
        result = rotate(b * 5 % WORD, 7) * 9 % WORD
        shifted = (b << 9) % WORD
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        self.state = [a, b, c, rotate(d, 11)]
        return result

    def integer(self, below):
        limit = WORD - WORD % below
        draw = self.next()
        while draw >= limit:
            draw = self.next()
        return draw % below

    def normals(self, rows, columns, std=1.0):
        """Like `normals` of lab/scaling: Box–Muller with both halves, one 32-bit uniform each."""
        values = []
        while len(values) < rows * columns:
            radius = std * math.sqrt(-2 * math.log((self.next() + 0.5) / WORD))
            angle = 2 * math.pi * (self.next() + 0.5) / WORD
            values += [radius * math.cos(angle), radius * math.sin(angle)]
        return numpy.array(values[: rows * columns]).reshape(rows, columns)


def rotate(word, by):
    return ((word << by) | (word >> (32 - by))) % WORD
