"""Verifies a transparency log knowing only the public specifications: C2SP tlog-tiles, tlog-checkpoint, signed-note,
tlog-cosignature, and RFC 6962. It shares no code with the servers it judges; beyond the standard library it uses
`cryptography`, for Ed25519 alone.

    c2sp_verify.py LOG_URL VKEY [--cosigner VKEY] [--minimum-size N]

LOG_URL is the address below which `checkpoint` and `tile/…` are served; VKEY is the log's verifier key.
"""

import argparse
import base64
import hashlib
import struct
import urllib.error
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checks import Checks

TILE = 256
ED25519 = 0x01
COSIGNATURE = 0x04


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


class VerifierKey:
    """`name+hash+base64(type ‖ key)` of signed-note."""

    def __init__(self, text):
        self.name, stated, encoded = text.strip().split("+", 2)
        material = base64.b64decode(encoded, validate=True)
        self.kind, key = material[0], material[1:]
        if len(key) != 32:
            raise ValueError(f"an Ed25519 key has 32 bytes, this one {len(key)}")
        self.id = sha256(self.name.encode(), b"\n", material)[:4]
        if self.id.hex() != stated:
            raise ValueError(f"key id is {self.id.hex()}, the key says {stated}")
        self.key = Ed25519PublicKey.from_public_bytes(key)

    def verifies(self, signature, message):
        try:
            self.key.verify(signature, message)
            return True
        except InvalidSignature:
            return False


class Note:
    """Text, an empty line, and signature lines `— name base64(key id ‖ signature)`."""

    def __init__(self, raw):
        text, _, tail = raw.decode("utf-8").rpartition("\n\n")
        if not tail.endswith("\n"):
            raise ValueError("a note ends with a newline")
        self.text = text + "\n"
        self.signatures = []
        for line in tail.splitlines():
            dash, name, encoded = line.split(" ", 2)
            if dash != "\u2014":
                raise ValueError("a signature line begins with an em dash")
            blob = base64.b64decode(encoded, validate=True)
            self.signatures.append((name, blob[:4], blob[4:]))

    def by(self, key):
        return [s for name, key_id, s in self.signatures if name == key.name and key_id == key.id]

    def signed_by(self, key, text=None):
        message = (self.text if text is None else text).encode()
        return any(key.verifies(signature, message) for signature in self.by(key))

    def cosigned_by(self, key, text=None):
        """The time of a valid cosignature/v1, or None."""
        for blob in self.by(key):
            if len(blob) != 72:
                continue
            (time,) = struct.unpack(">Q", blob[:8])
            message = f"cosignature/v1\ntime {time}\n{self.text if text is None else text}".encode()
            if key.verifies(blob[8:], message):
                return time
        return None


class Checkpoint:
    """Origin, size and root of a tree."""

    def __init__(self, text):
        lines = text.split("\n")
        self.origin, size, root = lines[0], lines[1], lines[2]
        if not size.isdigit() or (size != "0" and size.startswith("0")):
            raise ValueError(f"not a tree size: {size}")
        self.size = int(size)
        self.root = base64.b64decode(root, validate=True)
        if len(self.root) != 32:
            raise ValueError("a root has 32 bytes")


def tile_path(level, index, width):
    """The path of a tile: groups of three digits, all but the last marked with x."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == TILE else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def root_of(hashes):
    """RFC 6962 tree hash over leaf hashes, without recursion: a stack of complete subtrees."""
    if not hashes:
        return sha256(b"")
    stack = []
    for number, leaf in enumerate(hashes, 1):
        stack.append(leaf)
        while number % 2 == 0:
            right, left = stack.pop(), stack.pop()
            stack.append(sha256(b"\x01", left, right))
            number //= 2
    while len(stack) > 1:
        right, left = stack.pop(), stack.pop()
        stack.append(sha256(b"\x01", left, right))
    return stack[0]


def bundle_of(raw):
    """Entries of an entries bundle: each preceded by its length, two bytes, big-endian."""
    entries, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack(">H", raw[at:at + 2])
        entries.append(raw[at + 2:at + 2 + length])
        if len(entries[-1]) != length:
            raise ValueError("the bundle ends within an entry")
        at += 2 + length
    return entries


class Log:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def get(self, path):
        with urllib.request.urlopen(f"{self.url}/{path}", timeout=30) as answer:
            return answer.read()

    def get_or_none(self, path):
        try:
            return self.get(path)
        except urllib.error.HTTPError as error:
            if error.code in (403, 404):
                return None
            raise

    def level(self, level, size):
        """All hashes of one level of tiles, for a level that has `size` of them."""
        hashes = []
        for index in range((size + TILE - 1) // TILE):
            width = min(TILE, size - index * TILE)
            raw = self.get(tile_path(level, index, width))
            if len(raw) != 32 * width:
                raise ValueError(f"tile {level}/{index} has {len(raw)} bytes, expected {32 * width}")
            hashes += [raw[at:at + 32] for at in range(0, len(raw), 32)]
        return hashes


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("log")
    arguments.add_argument("vkey")
    arguments.add_argument("--cosigner")
    arguments.add_argument("--minimum-size", type=int, default=1)
    given = arguments.parse_args()
    checks = Checks()
    log = Log(given.log)

    key = checks.attempt("the verifier key is well formed and its id is right", lambda: VerifierKey(given.vkey))
    note = checks.attempt("the checkpoint is a signed note", lambda: Note(log.get("checkpoint")))
    if key is None or note is None:
        checks.close()
    head = checks.attempt("its text is a checkpoint", lambda: Checkpoint(note.text))
    if head is None:
        checks.close()
    checks.holds("the key is an Ed25519 note key", key.kind == ED25519)
    checks.holds("the origin is the name of the key", head.origin == key.name, f"{head.origin} / {key.name}")
    checks.holds("the signature verifies", note.signed_by(key))
    checks.holds("it does not verify over another text", not note.signed_by(key, note.text.replace("\n", "\n ", 1)))
    checks.holds("the log has grown as far as expected", head.size >= given.minimum_size, f"size {head.size}")

    leaves = checks.attempt("every tile of level 0 is served", lambda: log.level(0, head.size))
    if leaves is not None:
        checks.holds("the root recomputed from the tiles is the signed one", root_of(leaves) == head.root)
        checks.holds("one changed bit changes the root", root_of([leaves[0][:-1] + bytes([leaves[0][-1] ^ 1])] + leaves[1:]) != head.root)
        level, below = 1, leaves
        while len(below) >= TILE:
            above = log.level(level, len(below) // TILE)
            expected = [root_of(below[at * TILE:(at + 1) * TILE]) for at in range(len(above))]
            checks.holds(f"tiles of level {level} are the hashes of the tiles below", above == expected)
            level, below = level + 1, above
        for index in range((head.size + TILE - 1) // TILE):
            width = min(TILE, head.size - index * TILE)
            raw = log.get_or_none(tile_path(0, index, width).replace("tile/0", "tile/entries", 1))
            if raw is None:
                print(f"note    entries {index * TILE}… are not public: only their hashes are served")
                continue
            entries = checks.attempt(f"the bundle of entries {index * TILE}… is well formed", lambda: bundle_of(raw))
            hashes = [sha256(b"\x00", entry) for entry in entries or []]
            checks.holds("its entries hash to the leaves", hashes == leaves[index * TILE:index * TILE + width])

    if given.cosigner:
        witness = checks.attempt("the witness's key is well formed", lambda: VerifierKey(given.cosigner))
        if witness is not None:
            checks.holds("it is a cosignature key", witness.kind == COSIGNATURE)
            time = note.cosigned_by(witness)
            checks.holds("the witness has cosigned the checkpoint", time is not None, str([s[0] for s in note.signatures]))
            checks.holds("the cosignature has a time", bool(time))
            changed = note.text.replace("\n", "\n ", 1)
            checks.holds("the cosignature does not verify over another text", note.cosigned_by(witness, changed) is None)
    checks.close()


if __name__ == "__main__":
    main()
